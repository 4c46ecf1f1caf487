package metalplant.bootstrap.switches;

import java.nio.file.Path;

/**
 * Where a plant keeps what it knows of its switches.
 *
 * @param folder made by whoever writes first
 */
public record SwitchFiles(Path folder) {
    /** The cabling that was accepted, as the operator wrote it. */
    public Path cabling() {
        return folder.resolve("switches.yaml");
    }

    /** Which number each switch has or had. It is never older than the cabling. */
    public Path numbers() {
        return folder.resolve("numbers");
    }

    /** Where the boot server alone writes. */
    public Path progressFolder() {
        return folder.resolve("progress");
    }

    /** How far each switch is. */
    public Path progress() {
        return progressFolder().resolve("progress.json");
    }
}
