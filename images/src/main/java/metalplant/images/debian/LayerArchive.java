package metalplant.images.debian;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A layer of a container from a tree: names sorted, one fixed time, numeric owners, no set-user-id bits, no devices, nothing that only a
 * package manager or a reader of manuals needs. A second name of a file is a second file.
 */
public final class LayerArchive {
    private static final int PERMISSIONS = 0777;
    private static final int STICKY = 01000;

    private final DebianTree tree;
    private final Selection selection;
    private final Instant time;

    /** @param time that every entry gets */
    public LayerArchive(DebianTree tree, Selection selection, Instant time) {
        this.tree = tree;
        this.selection = selection;
        this.time = time;
    }

    /** What of a tree a layer has: the entry as tar knows it, and its bytes or where they are. */
    private record Item(TarArchiveEntry entry, Optional<Path> file, byte[] bytes) {

        /** The same thing at the same place, whatever file it is read from. */
        String identity() throws IOException {
            var what = file.isPresent()
                    ? Digest.ofFile(file.get()).text()
                    : Digest.of(bytes).text();
            return "%o %d %d %c %s %s"
                    .formatted(
                            entry.getMode(),
                            entry.getLongUserId(),
                            entry.getLongGroupId(),
                            (char) entry.getLinkFlag(),
                            entry.getLinkName(),
                            what);
        }
    }

    /**
     * Writes the layer.
     *
     * @param below the layer under this one: what it has just so is left out here
     */
    public void write(Path target, Optional<LayerArchive> below) {
        try (var tar = new TarArchiveOutputStream(
                new BufferedOutputStream(Files.newOutputStream(target)), StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            var known = below.isPresent() ? below.get().items() : Map.<String, Item>of();
            for (var one : items().entrySet()) {
                var before = known.get(one.getKey());
                if (before == null || !before.identity().equals(one.getValue().identity())) {
                    add(tar, one.getValue());
                }
            }
        } catch (IOException e) {
            throw Problem.bad("the layer of the tree %s cannot be written to %s: %s".formatted(tree.name(), target, e))
                    .because(e);
        }
    }

    private void add(TarArchiveOutputStream tar, Item item) throws IOException {
        tar.putArchiveEntry(item.entry());
        if (item.file().isPresent()) {
            Files.copy(item.file().get(), tar);
        } else {
            tar.write(item.bytes());
        }
        tar.closeArchiveEntry();
    }

    private Map<String, Item> items() throws IOException {
        var items = new TreeMap<String, Item>();
        Files.walkFileTree(tree.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                var path = "/" + tree.root().relativize(folder);
                if (path.equals("/")) {
                    return FileVisitResult.CONTINUE;
                }
                if (selection.leavesOut(path)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                items.put(
                        path, new Item(entry(path + "/", folder, TarConstants.LF_DIR), Optional.empty(), new byte[0]));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var path = "/" + tree.root().relativize(file);
                if (!selection.leavesOut(path) && !attributes.isOther()) {
                    items.put(path, item(path, file, attributes));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        selection.written().forEach((path, text) -> items.put(path, written(path, text)));
        return items;
    }

    private Item item(String path, Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            var entry = entry(path, file, TarConstants.LF_SYMLINK);
            entry.setMode(PERMISSIONS);
            entry.setLinkName(Files.readSymbolicLink(file).toString());
            return new Item(entry, Optional.empty(), new byte[0]);
        }
        var entry = entry(path, file, TarConstants.LF_NORMAL);
        entry.setSize(attributes.size());
        return new Item(entry, Optional.of(file), new byte[0]);
    }

    private Item written(String path, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(path.substring(1), TarConstants.LF_NORMAL);
        owned(entry, 0, 0, text.startsWith("#!") ? 0755 : 0644);
        entry.setSize(bytes.length);
        return new Item(entry, Optional.empty(), Arrays.copyOf(bytes, bytes.length));
    }

    private TarArchiveEntry entry(String path, Path file, byte kind) throws IOException {
        var seen = Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        var entry = new TarArchiveEntry(path.substring(1), kind);
        int keep = kind == TarConstants.LF_DIR ? PERMISSIONS | STICKY : PERMISSIONS;
        owned(entry, number(seen, "uid"), number(seen, "gid"), number(seen, "mode") & keep);
        return entry;
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : 0;
    }

    private void owned(TarArchiveEntry entry, int user, int group, int mode) {
        entry.setIds(user, group);
        entry.setNames("", "");
        entry.setMode(mode);
        entry.setModTime(time.toEpochMilli());
    }
}
