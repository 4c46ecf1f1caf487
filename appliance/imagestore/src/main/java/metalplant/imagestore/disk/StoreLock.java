package metalplant.imagestore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One at a time, over all threads of this process and all processes of the box. Held while names change, never while bytes move. */
final class StoreLock {
    /** A lock of a file belongs to a process, so its threads need one of their own. */
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final Path file;

    private final Placed placed;

    StoreLock(Path file, Placed placed) {
        this.file = file;
        this.placed = placed;
    }

    <T> T with(Supplier<T> work) {
        var here = HERE.computeIfAbsent(file, _ -> new ReentrantLock());
        here.lock();
        boolean isNew = !Files.exists(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (isNew) {
                placed.file(file);
            }
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException("the image store cannot be locked: " + file, e);
        } finally {
            here.unlock();
        }
    }
}
