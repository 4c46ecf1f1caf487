package metalplant.server.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.restore.HostLife;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * {@link HostLife} in the file {@code life} of a folder that no backup of the database has: one line with counter, nonce and mark. An
 * operator who has put something back leaves a file {@code restored} beside it.
 */
public final class LifeFile implements HostLife {
    private static final int FILE_MAX = 256;
    private static final int PARTS = 3;

    private final Path file;
    private final Path order;

    /** @param folder made with mode 0700 if it is not there */
    public LifeFile(Path folder) {
        this.file = AtomicFile.folder(folder, "rwx------").resolve("life");
        this.order = folder.resolve("restored");
    }

    @Override
    public Optional<Written> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var text = AtomicFile.read(file);
            var parts = text.strip().split(" ");
            if (text.length() > FILE_MAX || parts.length != PARTS) {
                throw new IllegalArgumentException("not three words");
            }
            return Optional.of(
                    new Written(Long.parseLong(parts[0]), UUID.fromString(parts[1]), Long.parseLong(parts[2])));
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "%s is damaged: remove it, and the plant begins a life behind a restore".formatted(file))
                    .because(e);
        }
    }

    @Override
    public void write(Written life) {
        var line = "%d %s %d%n".formatted(life.counter(), life.nonce(), life.mark());
        AtomicFile.write(file, line.getBytes(US_ASCII), AtomicFile.SECRET);
    }

    /** Makes the next start one behind a restore. */
    public void order() {
        AtomicFile.write(order, new byte[0], AtomicFile.SECRET);
    }

    /** Whether an operator said that something was put back. */
    public boolean ordered() {
        return Files.exists(order);
    }

    /** The order was carried out. */
    public void done() {
        AtomicFile.remove(order);
    }
}
