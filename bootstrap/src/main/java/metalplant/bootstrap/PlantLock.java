package metalplant.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * At most one plant per folder. The kernel holds the lock and gives it up when the process ends, however it ends; so who
 * holds it runs, and the pid written beside it is his.
 */
public final class PlantLock implements AutoCloseable {
    private final FileChannel channel;

    private PlantLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of a plant or says who has it. */
    public static PlantLock take(Path file) {
        return take(
                file,
                pid -> "a plant runs on this folder already (pid %s): see it with ./plant status, end it with"
                                .formatted(pid)
                        + " ./plant stop, or choose another folder with --data");
    }

    /**
     * Takes any lock.
     *
     * @param refusal what is said to whom comes second, of the pid of the first
     */
    public static PlantLock take(Path file, UnaryOperator<String> refusal) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel).isEmpty()) {
                channel.close();
                throw Problem.refused(refusal.apply(AtomicFile.read(file).strip()));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new PlantLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    /** The pid of the plant that runs on a folder; empty if none does. */
    public static Optional<Long> holder(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (tryLock(channel).isPresent()) {
                return Optional.empty();
            }
            var text = AtomicFile.read(file).strip();
            return text.matches("[0-9]{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }
}
