package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/** A folder: of this machine, of a disk, of a USB stick. */
final class FolderShelf implements Shelf {
    private static final String DRAFT = ".part";

    private final Path folder;

    private FolderShelf(Path folder) {
        this.folder = folder;
    }

    /** A folder of the plant's own, made if it is not there. */
    static FolderShelf own(Path folder) {
        return new FolderShelf(AtomicFile.folder(folder, "rwx------"));
    }

    /** Somebody's folder; it has to be there, because a stick that is not plugged in leaves an empty place. */
    static FolderShelf at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw Problem.bad("there is no folder %s: is the disk plugged in and mounted?".formatted(folder));
        }
        return new FolderShelf(folder.toAbsolutePath().normalize());
    }

    @Override
    public String place() {
        return "disk:" + folder;
    }

    @Override
    public List<Entry> list() {
        try (var files = Files.list(folder)) {
            var names = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
            return names.stream()
                    .skip(Math.max(0, names.size() - ENTRIES_MAX))
                    .flatMap(this::entry)
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** One that another process removes at this moment is not there. */
    private Stream<Entry> entry(String name) {
        try {
            return Stream.of(new Entry(name, Files.size(folder.resolve(name))));
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    @Override
    public Path draft(String name) {
        return folder.resolve("." + name + DRAFT);
    }

    @Override
    public void keep(String name, Path draft) {
        try {
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public byte[] head(String name, int max) {
        try (var in = Files.newInputStream(folder.resolve(name))) {
            return in.readNBytes(max);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Path fetch(String name, Path copies) {
        return folder.resolve(name);
    }

    @Override
    public void remove(String name) {
        AtomicFile.remove(folder.resolve(name));
    }

    @Override
    public void clear() {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = Objects.requireNonNull(file.getFileName()).toString();
                if (name.startsWith(".metal-plant-") && name.endsWith(".backup" + DRAFT)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("%s cannot be used: %s".formatted(folder, e.getMessage()), e);
    }
}
