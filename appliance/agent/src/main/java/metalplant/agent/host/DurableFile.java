package metalplant.agent.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Files that are still there, whole, after a cut of power. */
public final class DurableFile {
    private DurableFile() {}

    /** A new file; the folder has to be synced for its name. */
    public static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A file in place of the one before: at any moment it is one of both. */
    public static void replace(Path file, String text) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".tmp");
        write(next, text);
        move(next, file);
    }

    /** A file under another name, in place of what had it. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(Objects.requireNonNull(to.toAbsolutePath().getParent()));
    }

    /** The names in a folder. */
    public static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
