package metalplant.imagestore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * A content that is on its way: a file to write into, and a note beside it of how far it is. Both stay when this is closed, so that the next
 * one who opens it goes on. One at a time has it, over all processes.
 */
public final class Draft implements AutoCloseable {
    private final Path folder;
    private final Placed placed;
    private final FileChannel locked;
    private final @Nullable FileLock lock;
    private final FileChannel content;

    private Draft(Path folder, Placed placed, FileChannel locked, @Nullable FileLock lock, FileChannel content) {
        this.folder = folder;
        this.placed = placed;
        this.locked = locked;
        this.lock = lock;
        this.content = content;
    }

    /** @throws Problem TOO_BUSY while somebody else has it */
    static Draft open(Path folder, Placed placed) {
        placed.folder(folder);
        try {
            var locked = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(locked);
            if (lock == null) {
                locked.close();
                throw Problem.of(ProblemCode.TOO_BUSY, "the same image is being fetched or imported already");
            }
            placed.file(folder.resolve("lock"));
            var file = folder.resolve("content");
            var content = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            placed.file(file);
            return new Draft(folder, placed, locked, lock, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + folder, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** Where its bytes go; any thread, any position. */
    public FileChannel content() {
        return content;
    }

    /** The last note, if there is one. */
    public Optional<String> note() {
        var file = folder.resolve("note");
        return Files.exists(file) ? Optional.of(AtomicFile.read(file)) : Optional.empty();
    }

    /** Notes how far it is. What the note speaks of is on the disk before the note is. */
    public synchronized void note(String text) {
        try {
            content.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync " + folder, e);
        }
        placed.write(folder.resolve("note"), text);
    }

    /** Empties it: what came is worth nothing. */
    public void discard() {
        try {
            AtomicFile.remove(folder.resolve("note"));
            content.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    Path file() {
        return folder.resolve("content");
    }

    /** Removes all of it; a content that was moved away is no longer there. */
    void remove() {
        close();
        for (var name : new String[] {"note", "content", "lock"}) {
            AtomicFile.remove(folder.resolve(name));
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            content.close();
            if (lock != null && lock.isValid()) {
                lock.release();
            }
            locked.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + folder, e);
        }
    }
}
