package metalplant.mesh.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Which life of which plant this is, in a folder that no database backup contains. Three lines: plant id, counter, nonce.
 */
public final class IncarnationFile {
    private static final int NONCE_SIZE = 16;
    private static final int LINES = 3;
    private static final int FILE_MAX = 256;

    private final Path file;

    /** @param folder made with mode 0700 if it is not there */
    public IncarnationFile(Path folder) {
        this.file = AtomicFile.folder(folder, "rwx------").resolve("incarnation");
    }

    /** What is written there: a life of one plant. */
    private record Written(PlantId plant, Incarnation incarnation) {
        String text() {
            return "%s%n%d%n%s%n"
                    .formatted(
                            plant.text(),
                            incarnation.counter(),
                            incarnation.nonce().hex());
        }
    }

    /** The plant whose lives are counted here; empty before its first. */
    public Optional<PlantId> plant() {
        return read().map(Written::plant);
    }

    /** The first life, or the present one if there was one. */
    Incarnation begin(PlantId plant, SecureRandom chance) {
        if (read().isEmpty()) {
            var first = new Written(plant, new Incarnation(1, nonce(chance)));
            AtomicFile.create(file, bytes(first));
        }
        return of(plant);
    }

    /**
     * The present life of this plant.
     *
     * @throws Problem STORED_STATE_IMPOSSIBLE if the file is lost, damaged or another plant's
     */
    public Incarnation of(PlantId plant) {
        var written = read().orElseThrow(() -> impossible(
                "%s is lost: begin a new life with a counter above every one that was ever used".formatted(file)));
        if (!written.plant().equals(plant)) {
            throw impossible("%s counts the lives of plant %s, not of %s"
                    .formatted(file, written.plant().text(), plant.text()));
        }
        return written.incarnation();
    }

    /**
     * A restore begins a new life: the counter rises, the nonce is new. Done before the restored database is opened.
     *
     * @param above the highest counter that anybody remembers, from the backup or the ledger
     */
    public Incarnation raise(PlantId plant, long above, SecureRandom chance) {
        long here = read().isPresent() ? of(plant).counter() : 0;
        var next = new Incarnation(Math.max(here, above) + 1, nonce(chance));
        AtomicFile.write(file, bytes(new Written(plant, next)), AtomicFile.SECRET);
        return next;
    }

    private static byte[] bytes(Written written) {
        return written.text().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static Bytes nonce(SecureRandom chance) {
        var nonce = new byte[NONCE_SIZE];
        chance.nextBytes(nonce);
        return Bytes.of(nonce);
    }

    private Optional<Written> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var text = AtomicFile.read(file);
            List<String> lines = text.lines().toList();
            if (text.length() > FILE_MAX || lines.size() != LINES) {
                throw new IllegalArgumentException("not three lines");
            }
            return Optional.of(new Written(
                    new PlantId(lines.get(0)),
                    new Incarnation(Long.parseLong(lines.get(1)), Bytes.ofHex(lines.get(2)))));
        } catch (IllegalArgumentException e) {
            throw impossible(file + " is damaged").because(e);
        }
    }

    private static Problem impossible(String message) {
        return Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, message);
    }
}
