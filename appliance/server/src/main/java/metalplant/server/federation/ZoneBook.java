package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.region.PlaceRules;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;

/** In which zones the partitions of other members lie, as they said last; in a file, so that one that is away still holds its zones. */
final class ZoneBook {
    private static final System.Logger LOG = System.getLogger(ZoneBook.class.getName());
    private static final TypeReference<TreeMap<String, TreeMap<String, String>>> FORM = new TypeReference<>() {};

    private final Path file;
    private volatile Map<PlantId, Map<String, String>> known;

    ZoneBook(Path file) {
        this.file = file;
        this.known = read(file);
    }

    /** What was learned once and is learned again soon may be lost. */
    private static Map<PlantId, Map<String, String>> read(Path file) {
        var all = new TreeMap<PlantId, Map<String, String>>();
        try {
            if (Files.exists(file)) {
                WireJson.mapper()
                        .readValue(AtomicFile.read(file), FORM)
                        .forEach((plant, zones) -> all.put(new PlantId(plant), bounded(zones)));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.log(WARNING, "zones of other plants are read again file=" + file, e);
        }
        return Map.copyOf(all);
    }

    /** By plant, the zone of each partition that lies in one. */
    Map<PlantId, Map<String, String>> all() {
        return known;
    }

    /** @param said null from software that says nothing of zones, which changes nothing */
    synchronized void said(PlantId plant, @Nullable Map<String, String> said) {
        if (said == null) {
            return;
        }
        var its = bounded(said);
        if (!its.equals(known.getOrDefault(plant, Map.of()))) {
            var changed = new TreeMap<>(known);
            changed.put(plant, its);
            write(changed);
        }
    }

    synchronized void keepOnly(Set<PlantId> members) {
        if (!members.containsAll(known.keySet())) {
            var changed = new TreeMap<>(known);
            changed.keySet().retainAll(members);
            write(changed);
        }
    }

    private void write(TreeMap<PlantId, Map<String, String>> changed) {
        var form = new TreeMap<String, Map<String, String>>();
        changed.forEach((plant, zones) -> form.put(plant.text(), zones));
        AtomicFile.write(file, (WireJson.text(form) + "\n").getBytes(UTF_8), AtomicFile.SECRET);
        known = Map.copyOf(changed);
    }

    private static Map<String, String> bounded(Map<String, String> said) {
        var zones = new TreeMap<String, String>();
        said.forEach((partition, zone) -> {
            if (zones.size() < NeighbourBook.PARTITIONS_MAX && isName(partition) && isName(zone)) {
                zones.put(partition, zone);
            }
        });
        return Map.copyOf(zones);
    }

    private static boolean isName(String id) {
        try {
            PlaceRules.requireId(id);
            return true;
        } catch (Problem _) {
            return false;
        }
    }
}
