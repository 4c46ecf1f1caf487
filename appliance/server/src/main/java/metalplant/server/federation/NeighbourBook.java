package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;

/**
 * Which partitions the other members said are theirs, kept in a file so that a plant that is away keeps its partitions over a restart. The
 * first one that says so has a partition; nobody can take it from another by saying the same.
 */
final class NeighbourBook {
    /** More than any plant has. */
    static final int PARTITIONS_MAX = 256;

    private static final System.Logger LOG = System.getLogger(NeighbourBook.class.getName());
    private static final int ID_LENGTH_MAX = 128;
    private static final TypeReference<TreeMap<String, List<String>>> FORM = new TypeReference<>() {};

    private final Path file;
    private final Consumer<String> alarm;
    private final ZoneBook zones;
    private volatile Map<PlantId, List<String>> known;

    NeighbourBook(Path file, Consumer<String> alarm) {
        this.file = file;
        this.alarm = alarm;
        this.zones = new ZoneBook(file.resolveSibling("zones.json"));
        this.known = read(file);
    }

    /** Where their partitions are. */
    ZoneBook zones() {
        return zones;
    }

    /** What was learned once and is learned again soon may be lost. */
    private static Map<PlantId, List<String>> read(Path file) {
        var all = new TreeMap<PlantId, List<String>>();
        try {
            if (Files.exists(file)) {
                WireJson.mapper()
                        .readValue(AtomicFile.read(file), FORM)
                        .forEach((plant, partitions) -> all.put(new PlantId(plant), bounded(partitions)));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.log(WARNING, "partitions of other plants are read again file=" + file, e);
        }
        return Map.copyOf(all);
    }

    /** By plant; the same object as long as nothing changed. */
    Map<PlantId, List<String>> all() {
        return known;
    }

    /** What this plant says now. */
    synchronized void said(PlantId plant, List<String> partitions) {
        var taken = known.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(plant))
                .flatMap(entry -> entry.getValue().stream())
                .collect(Collectors.toSet());
        var said = bounded(partitions);
        said.stream()
                .filter(taken::contains)
                .forEach(
                        id -> alarm.accept("plant %s says that partition %s is its own, which another plant said before"
                                .formatted(plant.text(), id)));
        var its = said.stream().filter(id -> !taken.contains(id)).toList();
        if (!its.equals(known.get(plant))) {
            var changed = new TreeMap<>(known);
            changed.put(plant, its);
            write(changed);
        }
    }

    /** Forgets who is no member any more. */
    synchronized void keepOnly(Set<PlantId> members) {
        zones.keepOnly(members);
        if (!members.containsAll(known.keySet())) {
            var changed = new TreeMap<>(known);
            changed.keySet().retainAll(members);
            write(changed);
        }
    }

    private void write(TreeMap<PlantId, List<String>> changed) {
        var form = new TreeMap<String, List<String>>();
        changed.forEach((plant, partitions) -> form.put(plant.text(), partitions));
        AtomicFile.write(file, (WireJson.text(form) + "\n").getBytes(UTF_8), AtomicFile.SECRET);
        known = Map.copyOf(changed);
    }

    private static List<String> bounded(List<String> partitions) {
        return partitions.stream()
                .filter(id -> !id.isEmpty() && id.length() <= ID_LENGTH_MAX)
                .distinct()
                .sorted()
                .limit(PARTITIONS_MAX)
                .toList();
    }
}
