package metalplant.rack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** Renews a file so that a reader sees the old or the new one, never half of it. */
final class StateFile {
    private static final Logger LOG = System.getLogger(StateFile.class.getName());

    private final Path file;
    private final AtomicBoolean writing = new AtomicBoolean();

    StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Writes in the background; skipped while an earlier one is still being written. */
    void writeSoon(String text) {
        if (writing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("rack-state").start(() -> {
                try {
                    write(text);
                } finally {
                    writing.set(false);
                }
            });
        }
    }

    /** Writes now. A disk that refuses is told of and does not stop the rack. */
    synchronized void write(String text) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not write state file={0} because={1}", file, String.valueOf(e));
        }
    }
}
