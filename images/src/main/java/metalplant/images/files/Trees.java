package metalplant.images.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import metalplant.model.Problem;

/** Folders with all that is in them. */
public final class Trees {
    private Trees() {}

    /** Removes it, if it is there; follows no link. */
    public static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path one, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
                    Files.delete(one);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw Problem.bad("%s cannot be removed: %s".formatted(folder, e)).because(e);
        }
    }

    /** All files below a folder, links included as what they lead to, by name. */
    public static List<Path> files(Path folder) {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(folder, e)).because(e);
        }
    }

    /** Makes a folder and all above it. */
    public static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be made: %s".formatted(folder, e)).because(e);
        }
    }

    /** Writes a file of text. */
    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(file, e)).because(e);
        }
    }

    /** Reads a file of text. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }

    /** Copies a file over whatever is there. */
    public static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be copied to %s: %s".formatted(from, to, e))
                    .because(e);
        }
    }
}
