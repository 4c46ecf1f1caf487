package metalplant.bootstrap;

import java.nio.file.Path;
import java.util.Optional;
import metalplant.imagestore.ImageFolders;
import metalplant.mesh.files.AtomicFile;

/**
 * Where a plant keeps its things.
 *
 * @param data the plant's folder, an absolute path
 */
public record Folders(Path data) {
    /** Name of {@link #restoring}. */
    public static final String RESTORING = "restore.begun";

    /** Of a plant that runs as an appliance (ADR 28). */
    static final Path APPLIANCE = Path.of("/var/lib/metal-plant/plant");

    /** The plant's folder, made for its owner alone. */
    public static Folders create(Path data) {
        var folders = new Folders(data.toAbsolutePath().normalize());
        AtomicFile.folder(folders.data(), "rwx------");
        AtomicFile.folder(folders.logs(), "rwx------");
        AtomicFile.folder(folders.secrets(), "rwx------");
        AtomicFile.folder(folders.run(), "rwx------");
        return folders;
    }

    /** Where {@code images/wireguard/build.sh} puts it. */
    public static Path wireguardGo() {
        return cache().resolve("wireguard-go-20250521/wireguard-go");
    }

    /** What all plants of a user share: unpacked and built programs. */
    public static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("metal-plant");
    }

    public Path logs() {
        return data.resolve("log");
    }

    public Path secrets() {
        return data.resolve("secrets");
    }

    public Path pki() {
        return data.resolve("pki");
    }

    public Path postgres() {
        return data.resolve("postgres");
    }

    public Path nsq() {
        return data.resolve("nsq");
    }

    /** Which life of the plant this is; belongs into no backup of the database. */
    public Path life() {
        return data.resolve("life");
    }

    /** Keys, made at the first start; joins and the ledger's voter once this plant meets another. */
    public Path federation() {
        return data.resolve("federation");
    }

    /** The image store. */
    public Path images() {
        return ImageFolders.of(data);
    }

    /** Images and kernels that an operator, or the seed, put there for the store. */
    public Path files() {
        return data.resolve("files");
    }

    /** Pid files: true only while the plant runs. */
    public Path run() {
        return data.resolve("run");
    }

    public Path lock() {
        return data.resolve("run/lock");
    }

    /** What a plant was told once and keeps. */
    public Path settings() {
        return data.resolve("plant.json");
    }

    /** What the operator chose; may be missing. */
    public Path options() {
        return data.resolve("plant.properties");
    }

    /** What a running plant says of itself; it holds secrets. */
    public Path status() {
        return data.resolve("run/status.json");
    }

    /** The public half of the plant's recovery key. */
    public Path recoveryCard() {
        return data.resolve("recovery.card");
    }

    /** There while a restore into this folder has not ended. */
    public Path restoring() {
        return data.resolve(RESTORING);
    }

    /** Whether it is the folder of an appliance, whose host agent starts and stops all that the plant is made of. */
    public boolean isAppliance() {
        return data.equals(APPLIANCE);
    }

    /** What the host agent of an appliance keeps for itself. */
    public Path firstBoot() {
        return data.resolveSibling("first-boot");
    }

    /** Backups that stay on this machine; on an appliance beside the folder, where its unit may write. */
    public Path backups() {
        return isAppliance() ? data.resolveSibling("backup") : data.resolve("backup");
    }

    /** What is known of switches; on an appliance beside the folder, where the boot server may write into a part of it. */
    public Path switches() {
        return isAppliance() ? data.resolveSibling("switches") : data.resolve("switches");
    }

    /** Name of the network namespace that it runs in; missing if it has none of its own. The script reads it. */
    public Path namespace() {
        return data.resolve("netns");
    }

    public Path metalctl() {
        return data.resolve("metalctl/config.yaml");
    }
}
