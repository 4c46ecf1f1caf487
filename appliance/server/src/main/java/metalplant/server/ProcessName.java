package metalplant.server;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;

/**
 * What this process is called among all that are, and ever were, on its database: the id of its folder, which was made once and lies in it, and
 * behind it an id of this start. As long as the process lives it holds a lock on a file beside it, which the kernel gives up however it ends.
 * So whoever holds it knows that all earlier processes of the folder are dead, and whoever does not has a name of its own all the same.
 *
 * @param lock open while this process lives; empty if it does not hold it
 */
record ProcessName(String folder, String start, Optional<FileChannel> lock) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProcessName.class.getName());
    private static final String FILE = "process-name";
    /** Nobody reads it: whoever closes a file gives up all locks of its process on it. */
    private static final String LOCK = "process-name.lock";

    private static final String BEHIND = "#";
    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Never fails: without the file nothing is taken over. */
    static ProcessName take(Path dataDir, World world) {
        var start = world.newId().toString();
        var file = dataDir.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                AtomicFile.create(file, world.newId().toString().getBytes(StandardCharsets.US_ASCII));
            }
            var folder = Files.readString(file, StandardCharsets.US_ASCII);
            if (!folder.matches(ID)) {
                LOG.log(WARNING, "{0} is damaged, and made anew at the next start", file);
                Files.delete(file);
                return new ProcessName(world.newId().toString(), start, Optional.empty());
            }
            return new ProcessName(folder, start, lock(dataDir.resolve(LOCK)));
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.log(WARNING, "what earlier processes of this folder began goes on when their leases are over", e);
            return new ProcessName(world.newId().toString(), start, Optional.empty());
        }
    }

    private static Optional<FileChannel> lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException _) {
            // By a process that is another one to all others and the same to the kernel: a plant in the same JVM.
        }
        channel.close();
        return Optional.empty();
    }

    /** The name. */
    String text() {
        return folder + BEHIND + start;
    }

    /** How the names of all processes of this folder begin, if all but this one are dead. */
    Optional<String> earlier() {
        return lock.map(_ -> folder + BEHIND);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
