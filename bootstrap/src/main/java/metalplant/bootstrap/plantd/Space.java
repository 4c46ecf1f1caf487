package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import metalplant.model.Problem;

/**
 * Watches how much room the plant's data has left. A full disk ends nothing here: the database refuses what it cannot write, the API
 * answers 503, and all goes on once there is room. But somebody has to say why.
 */
final class Space {
    /** Less is too little for a new plant, too. */
    static final long FREE_MIN = 1L << 30;

    private static final long FULL = 32L << 20;
    private static final System.Logger LOG = System.getLogger(Space.class.getName());
    private static final String NOTE = "space";

    private final Box box;
    private final ToLongFunction<Path> usable;

    /** @param usable bytes that are left on the file system of a path */
    Space(Box box, ToLongFunction<Path> usable) {
        this.box = box;
        this.usable = usable;
    }

    static long usable(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look how much room " + folder + " has", e);
        }
    }

    /**
     * Holds that a plant can begin. One that has its database starts with what room there is: a disk that became full while it ran must
     * not keep it off behind a power cut, and {@link #look} tells of it.
     *
     * @param free bytes that are left
     * @throws Problem RULE_VIOLATED if a new plant has too little
     */
    static void forStart(Path folder, long free) throws IOException {
        if (free >= FREE_MIN || isUsed(folder.resolve("postgres")) || isUsed(folder.resolve("cockroach"))) {
            return;
        }
        throw Problem.refused(
                "%s has %d MiB free; a plant needs %d: use a larger disk, or remove what is not the plant's"
                        .formatted(folder, free >> 20, FREE_MIN >> 20));
    }

    private static boolean isUsed(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var content = Files.list(folder)) {
            return content.findAny().isPresent();
        }
    }

    void look() {
        try {
            long free = usable.applyAsLong(box.host().var());
            if (free >= FREE_MIN) {
                box.warnings().clear(NOTE);
                return;
            }
            // No number in it: it would be news each time.
            box.warnings()
                    .set(
                            NOTE,
                            "%s %s: remove old backups and bundles or what is not the plant's, or use a larger disk"
                                    .formatted(
                                            box.host().var(),
                                            free < FULL
                                                    ? "is full, so writes are refused (503) until there is room"
                                                    : "has less than 1 GiB left"));
        } catch (UncheckedIOException e) {
            LOG.log(WARNING, e.getMessage());
        }
    }
}
