package metalplant.images.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Layers as an archive of the form that {@code docker save} writes, which jib takes as the base of an image. Links in layers survive in there. */
final class BaseImage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BaseImage() {}

    /** @param layers lowest first, not compressed */
    static void write(Path target, List<Path> layers, String architecture) {
        try (var tar = new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target)), "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            var names = IntStream.range(0, layers.size())
                    .mapToObj(i -> "layer%d.tar".formatted(i))
                    .toList();
            var sums = new ArrayList<String>();
            for (var layer : layers) {
                sums.add(Digest.ofFile(layer).text());
            }
            add(tar, "config.json", json(config(sums, architecture)));
            add(tar, "manifest.json", json(List.of(Map.of("Config", "config.json", "Layers", names))));
            for (int i = 0; i < layers.size(); i++) {
                var entry = new TarArchiveEntry(names.get(i));
                entry.setModTime(0);
                entry.setSize(Files.size(layers.get(i)));
                tar.putArchiveEntry(entry);
                Files.copy(layers.get(i), tar);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw Problem.bad("the base of an image cannot be written to %s: %s".formatted(target, e))
                    .because(e);
        }
    }

    private static Map<String, Object> config(List<String> sums, String architecture) {
        return Map.of(
                "architecture",
                architecture,
                "os",
                "linux",
                "config",
                Map.of(),
                "rootfs",
                Map.of("type", "layers", "diff_ids", sums));
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setModTime(0);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static byte[] json(Object document) throws IOException {
        return JSON.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    }
}
