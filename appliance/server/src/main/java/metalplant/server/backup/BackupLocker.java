package metalplant.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Backups of other plants on this plant's disk, a folder for each plant. They are sealed to the recovery key of their own plant: here they
 * are bytes. Each plant has so much room and no more, and none of them takes the last of the disk. Safe for many threads.
 */
public final class BackupLocker {
    /** Backups of one plant at most. */
    public static final int ENTRIES_MAX = 256;

    private static final Pattern NAME =
            Pattern.compile("metal-plant-[a-z0-9-]{1,64}-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}\\.backup");
    private static final String PRIVATE = "rwx------";
    private static final String DRAFT = ".part";
    private static final int BUFFER = 64 << 10;

    private final Path folder;
    private final long bytesMax;
    private final long freeMin;
    /** Bytes that are on their way, by the plant that sends them; one at a time for each. */
    private final Map<PlantId, Long> coming = new HashMap<>();

    /**
     * @param folder made when the first backup comes
     * @param bytesMax of one plant; 0 keeps none at all
     * @param freeMin bytes of the disk that stay free
     */
    public BackupLocker(Path folder, long bytesMax, long freeMin) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.freeMin = freeMin;
    }

    /** @param size in bytes */
    public record Entry(String name, long size) {}

    /** Bytes of a sender, as fast as they may come. */
    @FunctionalInterface
    public interface Content {
        /** @throws IOException the line was cut */
        InputStream open() throws IOException;
    }

    /** Those of a plant, by name; whole ones only. */
    public List<Entry> of(PlantId plant) {
        var own = folder.resolve(plant.text());
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (var files = Files.list(own)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> NAME.matcher(name(file)).matches())
                    .sorted()
                    .flatMap(BackupLocker::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Entry> entry(Path file) {
        try {
            return Stream.of(new Entry(name(file), Files.size(file)));
        } catch (IOException _) {
            // Removed at this moment.
            return Stream.empty();
        }
    }

    /** Bytes that a plant may still send; 0 if there is no room. */
    public synchronized long room(PlantId plant) {
        if (of(plant).size() >= ENTRIES_MAX) {
            return 0;
        }
        long used = of(plant).stream().mapToLong(Entry::size).sum();
        return Math.max(0, Math.min(bytesMax - used, onDisk()));
    }

    private long onDisk() {
        var there = folder;
        while (!Files.isDirectory(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        try {
            long promised = coming.values().stream().mapToLong(Long::longValue).sum();
            return Files.getFileStore(there).getUsableSpace() - freeMin - promised;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of a plant's own backups; others are not there for it. */
    public Optional<Path> find(PlantId plant, String name) {
        var file = file(plant, name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Keeps a backup: whole and on the disk when this returns, else not at all. One that has the name already is replaced; it is the same
     * plant's.
     *
     * @param length in bytes
     * @throws Problem IMAGE_STORE_FULL if there is no room, TOO_BUSY while another one of this plant comes
     * @throws IOException fewer bytes came
     */
    public void keep(PlantId plant, String name, long length, Content content) throws IOException {
        var file = file(plant, name);
        reserve(plant, length);
        try {
            var own = Objects.requireNonNull(file.getParent());
            AtomicFile.folder(folder, PRIVATE);
            AtomicFile.folder(own, PRIVATE);
            clear(own);
            var draft = own.resolve("." + name + DRAFT);
            try {
                write(draft, length, content);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
            try (var channel = FileChannel.open(own, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } finally {
            release(plant);
        }
    }

    private synchronized void reserve(PlantId plant, long length) {
        if (coming.containsKey(plant)) {
            throw Problem.of(ProblemCode.TOO_BUSY, "another backup of this plant is being taken in, come back later");
        }
        long room = room(plant);
        if (length > room) {
            throw Problem.of(
                    ProblemCode.IMAGE_STORE_FULL,
                    "a backup of %d KiB has no room here: of %d MiB for each plant %d KiB are left"
                            .formatted(length >> 10, bytesMax >> 20, room >> 10));
        }
        coming.put(plant, length);
    }

    private synchronized void release(PlantId plant) {
        coming.remove(plant);
    }

    private static void write(Path draft, long length, Content content) throws IOException {
        try (var channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var out = Channels.newOutputStream(channel);
                var in = content.open()) {
            var buffer = new byte[BUFFER];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("%d bytes of a backup did not come".formatted(left));
                }
                out.write(buffer, 0, read);
                left -= read;
            }
            channel.force(true);
        }
    }

    /** What a killed process left. */
    private static void clear(Path own) throws IOException {
        try (var files = Files.list(own)) {
            for (var file : files.filter(each -> name(each).endsWith(DRAFT)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    public void remove(PlantId plant, String name) {
        var file = file(plant, name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFile.remove(file);
        }
    }

    private Path file(PlantId plant, String name) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.bad("this is no name of a backup");
        }
        return folder.resolve(plant.text()).resolve(name);
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString();
    }
}
