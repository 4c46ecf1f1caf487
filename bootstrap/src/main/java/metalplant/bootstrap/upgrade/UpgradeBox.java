package metalplant.bootstrap.upgrade;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metalplant.installer.upgrade.BootEntries;
import metalplant.installer.upgrade.TrustedKeys;

/** What an upgrade needs of the box that it happens on. */
public interface UpgradeBox {
    /**
     * What the box runs from.
     *
     * @param architecture as the build names it: amd64, arm64
     * @param slot root-a or root-b
     * @param roothash 64 hexadecimal digits
     * @param disk the device
     * @param bootId of this start; every start has another one
     */
    record Running(String version, String architecture, String slot, String roothash, Path disk, String bootId) {}

    /** Empty where this is no appliance, or one that was not started by the firmware. */
    Optional<Running> running();

    /** @throws metalplant.model.Problem if there is none */
    TrustedKeys keys();

    /** Works on the kernel images in the boot partition, while it is mounted. */
    <T> T onBootPartition(Function<BootEntries, T> work);

    /** Folders in which an upgrade file may lie. */
    List<Path> sources();

    /** No appliance. */
    UpgradeBox NONE = new UpgradeBox() {
        @Override
        public Optional<Running> running() {
            return Optional.empty();
        }

        @Override
        public TrustedKeys keys() {
            throw metalplant.model.Problem.refused("this is no appliance");
        }

        @Override
        public <T> T onBootPartition(Function<BootEntries, T> work) {
            throw metalplant.model.Problem.refused("this is no appliance");
        }

        @Override
        public List<Path> sources() {
            return List.of();
        }
    };
}
