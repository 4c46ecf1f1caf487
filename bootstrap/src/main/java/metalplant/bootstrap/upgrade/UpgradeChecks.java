package metalplant.bootstrap.upgrade;

import java.util.Optional;
import metalplant.bootstrap.upgrade.UpgradeBox.Running;
import metalplant.installer.upgrade.BootEntries.Entry;
import metalplant.installer.upgrade.SlotWriter;
import metalplant.installer.upgrade.UpgradeManifest;
import metalplant.installer.upgrade.VersionOrder;
import metalplant.model.Problem;
import metalplant.store.kernel.Migrations;

/**
 * Whether a version may be installed beside the running one.
 *
 * @param entry of the running version in the boot partition
 */
record UpgradeChecks(Running running, Optional<Entry> entry) {
    /** @throws Problem RULE_VIOLATED or DISK_REFUSED with the reason */
    void check(UpgradeManifest manifest, boolean older) {
        if (entry.isEmpty()) {
            throw Problem.refused(
                    "the boot partition has no entry of the running version %s; that disk was changed by somebody"
                            .formatted(running.version()));
        }
        if (entry.get().left().isPresent()) {
            throw Problem.refused(
                    "the running version %s was not ready yet in this life of the box; an upgrade needs one to go back to"
                            .formatted(running.version()));
        }
        if (!manifest.architecture().equals(running.architecture())) {
            throw Problem.refused(
                    "the upgrade is for %s, this box is %s".formatted(manifest.architecture(), running.architecture()));
        }
        int order = VersionOrder.INSTANCE.compare(manifest.version(), running.version());
        if (order == 0) {
            throw Problem.refused("version %s runs already".formatted(running.version()));
        }
        if (order < 0 && !older) {
            throw Problem.refused(
                    "version %s is older than the running %s; if that is meant: plantctl upgrade install --allow-older"
                            .formatted(manifest.version(), running.version()));
        }
        if (manifest.schemaLevel() < Migrations.LEVEL) {
            throw Problem.refused(
                    "version %s reads databases up to level %d, and this plant is committed to level %d: there is no way back but a backup from before"
                            .formatted(manifest.version(), manifest.schemaLevel(), Migrations.LEVEL));
        }
        new SlotWriter(running.disk(), running.slot(), running.roothash()).check(manifest);
    }
}
