package metalplant.bootstrap.upgrade;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;

/** The file that says how far the last upgrade is, replaced whole and synced. */
final class UpgradeBook {
    private static final System.Logger LOG = System.getLogger(UpgradeBook.class.getName());
    private static final long SIZE_MAX = 64 * 1024;

    private final Path folder;

    UpgradeBook(Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("journal.json");
    }

    /** The program that watches a start on trial reads this one; it is there from before the switch until the new version was ready. */
    private Path trial() {
        return folder.resolve("trial");
    }

    /** Empty if there was none; one that cannot be read is put aside, and both slots stay as they are. */
    Optional<UpgradeRecord> read() {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        try {
            if (Files.size(file()) > SIZE_MAX) {
                throw new IOException("it is larger than any journal");
            }
            return Optional.of(WireJson.mapper().readValue(AtomicFile.read(file()), UpgradeRecord.class));
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "journal of upgrades cannot be read and is put aside", e);
            AtomicFile.write(folder.resolve("journal.damaged"), e.toString(), AtomicFile.SECRET);
            AtomicFile.remove(file());
            return Optional.empty();
        }
    }

    void write(UpgradeRecord record) {
        try {
            AtomicFile.folder(folder, "rwx------");
            AtomicFile.write(file(), WireJson.mapper().writeValueAsString(record) + "\n", AtomicFile.SECRET);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record always has a JSON form", e);
        }
    }

    void beginTrial(String roothash, long seconds) {
        AtomicFile.write(trial(), "%s %d\n".formatted(roothash, seconds), AtomicFile.PUBLIC);
    }

    void endTrial() {
        AtomicFile.remove(trial());
    }

    Path snapshots() {
        return folder.resolve("snapshot");
    }
}
