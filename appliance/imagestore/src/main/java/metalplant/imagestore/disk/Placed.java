package metalplant.imagestore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import metalplant.mesh.files.AtomicFile;

/**
 * Files and folders of the store belong to whoever the store's folder belongs to, also when root imports something: the service that
 * serves and removes them is not root.
 */
final class Placed {
    private static final String UID = "unix:uid";
    private static final String GID = "unix:gid";

    private final Path root;

    Placed(Path root) {
        this.root = root;
    }

    /** Makes a folder and those above it, below the store's own; all of them stay behind a power cut. */
    Path folder(Path folder) {
        var missing = new ArrayDeque<Path>();
        for (var each = folder; each != null && !Files.isDirectory(each); each = each.getParent()) {
            missing.push(each);
        }
        for (var each : missing) {
            AtomicFile.folder(each, "rwxr-xr-x");
            own(each);
            sync(each.resolveSibling(""));
        }
        return folder;
    }

    /** Readable for all, written by its owner alone. */
    Path file(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(AtomicFile.PUBLIC));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the mode of " + file, e);
        }
        own(file);
        return file;
    }

    void write(Path file, String text) {
        AtomicFile.write(file, text, AtomicFile.PUBLIC);
        own(file);
    }

    private void own(Path path) {
        try {
            for (var attribute : new String[] {GID, UID}) {
                var wanted = Files.getAttribute(root, attribute);
                if (!wanted.equals(Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS))) {
                    Files.setAttribute(path, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give %s to the owner of %s".formatted(path, root), e);
        }
    }

    /** A rename is only safe once the folder that holds the name is. */
    static void sync(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync " + folder, e);
        }
    }
}
