package metalplant.cli.federation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import metalplant.model.Problem;

/** Files that nobody but their owner reads, from their first byte on. */
public final class SecretFiles {
    private SecretFiles() {}

    /** Written whole or not at all; what was there is replaced. */
    public static void write(Path file, String text) {
        var folder = file.toAbsolutePath().normalize().getParent();
        try {
            if (folder == null) {
                throw new IOException("it has no folder");
            }
            if (!Files.exists(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var fresh = Files.createTempFile(
                    folder,
                    ".new",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(file, e));
        }
    }
}
