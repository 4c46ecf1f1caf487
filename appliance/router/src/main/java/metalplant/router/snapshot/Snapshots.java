package metalplant.router.snapshot;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import metalplant.model.World;
import metalplant.router.merge.RowSource;
import metalplant.router.table.Entity;
import metalplant.wire.WireJson;

/**
 * The snapshots of all plants, in files {@code PLANT/ENTITY.ndjson}. A file is complete or not there: it is written under another name first.
 * The time it was taken is the file's own. Bounded per list in bytes and rows; a list beyond that keeps its older snapshot.
 */
public final class Snapshots {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
    private static final String ENDING = ".ndjson";

    private final Path folder;
    private final Limits limits;
    private final World world;
    private final Map<Key, Snapshot> known = new ConcurrentHashMap<>();

    private record Key(String plant, Entity entity) {}

    /** The largest list that is kept. */
    public record Limits(long bytes, int rows) {
        public static final Limits DEFAULT = new Limits(64L * 1024 * 1024, 200_000);
    }

    /** Finds what a process before this one kept. */
    public Snapshots(Path folder, Limits limits, World world) {
        this.folder = folder;
        this.limits = limits;
        this.world = world;
        load();
    }

    /** The last complete list of a plant. */
    public Optional<Snapshot> of(String plant, Entity entity) {
        return Optional.ofNullable(known.get(new Key(plant, entity)));
    }

    /**
     * Keeps a whole list in place of the one before.
     *
     * @throws IOException if the list is not complete, too large, or cannot be written; the one before stays
     */
    public void keep(String plant, Entity entity, RowSource rows) throws IOException {
        var taken = world.now();
        var file = Files.createDirectories(folder.resolve(plant)).resolve(entity.name() + ENDING);
        var draft = file.resolveSibling(entity.name() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        long[] hashes;
        try (var out = Files.newBufferedWriter(draft)) {
            hashes = write(entity, rows, out);
        }
        Files.setLastModifiedTime(draft, java.nio.file.attribute.FileTime.from(taken));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        known.put(new Key(plant, entity), new Snapshot(plant, entity, taken, file, hashes));
    }

    /** Throws away what belongs to plants that are none any more. */
    public void keepOnly(Set<String> plants) {
        known.keySet().removeIf(key -> {
            boolean gone = !plants.contains(key.plant());
            if (gone) {
                delete(folder.resolve(key.plant()).resolve(key.entity().name() + ENDING));
            }
            return gone;
        });
    }

    private long[] write(Entity entity, RowSource rows, BufferedWriter out) throws IOException {
        var hashes = new long[256];
        int count = 0;
        long bytes = 0;
        for (var next = rows.next(); next.isPresent(); next = rows.next()) {
            if (!(WireJson.mapper().readTree(next.get().bytes()) instanceof ObjectNode document)) {
                throw new IOException("an element of the list is no document");
            }
            Cleanser.clean(document);
            var line = WireJson.mapper().writeValueAsString(document);
            bytes += line.length();
            if (bytes > limits.bytes() || count == limits.rows()) {
                throw new IOException("the list is larger than what is kept");
            }
            out.write(line);
            out.write('\n');
            hashes = count == hashes.length ? Arrays.copyOf(hashes, count * 2) : hashes;
            hashes[count++] = Snapshot.hash(document.path(entity.key()).asText());
        }
        var exact = Arrays.copyOf(hashes, count);
        Arrays.sort(exact);
        return exact;
    }

    private void load() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            files.filter(file -> file.toString().endsWith(ENDING)).forEach(this::load);
        } catch (IOException e) {
            LOG.log(WARNING, "snapshots cannot be read folder=" + folder, e);
        }
    }

    private void load(Path file) {
        var below = folder.relativize(file);
        var name = below.getName(below.getNameCount() - 1).toString();
        var plant = below.getName(0).toString();
        try {
            var entity = Entity.valueOf(name.substring(0, name.length() - ENDING.length()));
            Instant taken = Files.getLastModifiedTime(file).toInstant();
            known.put(new Key(plant, entity), new Snapshot(plant, entity, taken, file, hashes(file, entity)));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(WARNING, "snapshot is thrown away file=" + file, e);
            delete(file);
        }
    }

    private static long[] hashes(Path file, Entity entity) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            var hashes = new java.util.ArrayList<Long>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                hashes.add(Snapshot.hash(
                        WireJson.mapper().readTree(line).path(entity.key()).asText()));
            }
            return hashes.stream().mapToLong(Long::longValue).sorted().toArray();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(WARNING, "snapshot stays on the disk file=" + file, e);
        }
    }
}
