package metalplant.imagestore.disk;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/** What content each name means: one small file for each, in folders as the name has them. Nothing of it is kept in memory. */
final class Names {
    private static final System.Logger LOG = System.getLogger(Names.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = ".entry";
    private static final int ENTRY_MAX = 16 * 1024;

    /** More names than any plant has, and few enough to be listed. */
    private static final int COUNT_MAX = 20_000;

    private final Path root;
    private final Placed placed;

    Names(Path root, Placed placed) {
        this.root = root;
        this.placed = placed;
    }

    private record Entry(String kind, long size, String sha256, String md5, long added, String source) {}

    Optional<StoredImage> find(ImageName name) {
        return read(name, file(name));
    }

    private static Optional<StoredImage> read(ImageName name, Path file) {
        try (var in = Files.newInputStream(file)) {
            var entry = JSON.readValue(in.readNBytes(ENTRY_MAX), Entry.class);
            return Optional.of(new StoredImage(
                    name,
                    ImageKind.of(entry.kind()),
                    entry.size(),
                    entry.sha256(),
                    entry.md5(),
                    Instant.ofEpochMilli(entry.added()),
                    entry.source()));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        } catch (IOException | Problem | NullPointerException e) {
            LOG.log(WARNING, "an entry of the image store is damaged and counts as missing name=" + name, e);
            return Optional.empty();
        }
    }

    void write(StoredImage image) {
        var file = file(image.name());
        placed.folder(file.resolveSibling(""));
        var entry = new Entry(
                image.kind().text(),
                image.size(),
                image.sha256(),
                image.md5(),
                image.added().toEpochMilli(),
                image.source());
        try {
            placed.write(file, JSON.writeValueAsString(entry) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry always has a JSON form", e);
        }
    }

    void remove(ImageName name) {
        AtomicFile.remove(file(name));
    }

    boolean isRoomForOneMore() {
        return list().size() < COUNT_MAX;
    }

    /** By name. */
    List<StoredImage> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var found = new ArrayList<StoredImage>();
        try (var all = Files.walk(root)) {
            all.filter(each -> each.toString().endsWith(END)).limit(COUNT_MAX).forEach(each -> {
                var path = root.relativize(each).toString();
                read(new ImageName(path.substring(0, path.length() - END.length())), each)
                        .ifPresent(found::add);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the image store", e);
        }
        found.sort(java.util.Comparator.comparing(StoredImage::name));
        return List.copyOf(found);
    }

    private Path file(ImageName name) {
        return root.resolve(name.text() + END);
    }
}
