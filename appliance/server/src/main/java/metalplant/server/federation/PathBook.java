package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;

/** What paths to other plants carry, where it is less than usual; in a file beside the keys of the tunnels. */
final class PathBook {
    private static final System.Logger LOG = System.getLogger(PathBook.class.getName());

    private record Content(Map<String, Integer> bytes) {}

    private final Path file;
    private final Map<String, Integer> known;

    PathBook(Path folder) {
        this.file = folder.resolve("paths.json");
        this.known = new TreeMap<>(read(file));
    }

    /** What cannot be read is measured again with the next join; until then paths are taken for usual ones. */
    private static Map<String, Integer> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return WireJson.mapper().readValue(file.toFile(), Content.class).bytes();
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "what paths carry cannot be read file={0}: {1}", file, e.getMessage());
            return Map.of();
        }
    }

    /** Bytes that pass outside of the tunnel in one piece. */
    synchronized int to(PlantId plant) {
        int kept = known.getOrDefault(plant.text(), PathMtu.USUAL);
        return Math.clamp(kept, PathMtu.LEAST + PathMtu.OVERHEAD, PathMtu.USUAL);
    }

    synchronized void keep(PlantId plant, PathMtu measured) {
        boolean changed = measured.isUsual()
                ? known.remove(plant.text()) != null
                : !Integer.valueOf(measured.believed()).equals(known.put(plant.text(), measured.believed()));
        if (changed) {
            write();
        }
    }

    synchronized void keepOnly(Collection<PlantId> plants) {
        if (known.keySet().retainAll(plants.stream().map(PlantId::text).toList())) {
            write();
        }
    }

    private void write() {
        AtomicFile.write(
                file,
                WireJson.text(new Content(known)).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                AtomicFile.SECRET);
    }
}
