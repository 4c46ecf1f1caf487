package metalplant.mesh.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Writes whole files: a reader, or a machine that lost power, finds either the old content or the new one.
 *
 * <p>The mode is set when the file is created, so a secret is never readable to others even for an instant.
 */
public final class AtomicFile {
    /** For the owner alone. */
    public static final String SECRET = "rw-------";

    /** For everybody to read. */
    public static final String PUBLIC = "rw-r--r--";

    private AtomicFile() {}

    /** Writes {@code content} to {@code file} with the given mode, replacing what was there. */
    public static void write(Path file, byte[] content, String mode) {
        try {
            var draft = draft(file, content, mode);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folderOf(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Writes a secret that is made once: if the file is there already it stays as it is, whoever made it.
     *
     * @return whether this call made it
     */
    public static boolean create(Path file, byte[] content) {
        try {
            var draft = draft(file, content, SECRET);
            boolean made = linked(draft, file);
            Files.deleteIfExists(draft);
            sync(folderOf(file));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + file, e);
        }
    }

    /** A rename would replace; a link to a name that is taken fails. */
    private static boolean linked(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    private static Path draft(Path file, byte[] content, String mode) throws IOException {
        var draft = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (var channel =
                FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            var left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        return draft;
    }

    /** Removes a file, for good once this returns; one that is not there is fine. */
    public static void remove(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                sync(folderOf(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    /** Writes text as UTF-8. */
    public static void write(Path file, String content, String mode) {
        write(file, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Reads UTF-8 text. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Makes a folder with exactly this mode, and its parents with the usual one. */
    public static Path folder(Path folder, String mode) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    /** A rename is only safe once the folder that holds the name is. */
    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
