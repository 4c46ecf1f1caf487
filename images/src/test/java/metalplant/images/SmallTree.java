package metalplant.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A tree as Debian's tools leave it, with a handful of packages. */
public final class SmallTree {
    private final Path root;
    private final StringBuilder status = new StringBuilder();
    private final StringBuilder lock = new StringBuilder();

    private SmallTree(Path root) {
        this.root = root;
    }

    /** An empty one. */
    public static SmallTree in(Path root) {
        return new SmallTree(root);
    }

    /** Adds a package and its files. */
    public SmallTree with(String name, String version, Map<String, String> files) {
        status.append("Package: %s\nStatus: install ok installed\nVersion: %s\nArchitecture: amd64\n\n"
                .formatted(name, version));
        lock.append("%s %s amd64 %s\n".formatted(name, version, "0".repeat(64)));
        files.forEach(this::file);
        file("/var/lib/dpkg/info/" + name + ".list", "/.\n" + String.join("\n", files.keySet()) + "\n");
        return this;
    }

    /** Adds a file that no package has. */
    public SmallTree file(String path, String text) {
        try {
            var file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return this;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Adds a link. */
    public SmallTree link(String path, String target) {
        try {
            Files.createSymbolicLink(root.resolve(path.substring(1)), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Writes dpkg's status and the lock file, which it returns. */
    public Path locked(Path file) {
        file("/var/lib/dpkg/status", status.toString());
        try {
            Files.writeString(file, lock.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return file;
    }

    /** Gives every file another time. */
    public SmallTree touched(Instant time) {
        try (var all = Files.walk(root)) {
            for (var one : all.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Files.setLastModifiedTime(one, FileTime.from(time));
            }
            return this;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Names of the packages that {@code LeftOut} leaves out of every tree. */
    public SmallTree withAll(List<String> names) {
        names.forEach(name -> with(name, "1", Map.of("/usr/share/doc/" + name + "/copyright", "free\n")));
        return this;
    }
}
