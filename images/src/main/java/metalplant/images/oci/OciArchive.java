package metalplant.images.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What an OCI archive holds, read and compared: every blob has the sum that is its name, and all that the manifest names is there.
 *
 * @param manifest digest of the only image in it
 * @param size bytes of the archive
 * @param config user, entry and labels of the image
 * @param layers digests of the compressed layers, lowest first
 */
public record OciArchive(Digest manifest, long size, JsonNode config, List<Digest> layers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLOBS = "blobs/sha256/";
    private static final int ENTRIES_MAX = 200;
    private static final int DOCUMENT_MAX = 1 << 20;

    public OciArchive {
        layers = List.copyOf(layers);
    }

    /**
     * Reads all of it.
     *
     * @throws Problem BAD_REQUEST if it is no OCI archive of one image, or was changed
     */
    public static OciArchive read(Path file) {
        try {
            var contents = Contents.of(file);
            var index = JSON.readTree(contents.document("index.json"));
            var manifests = index.path("manifests");
            if (manifests.size() != 1) {
                throw broken(file, "it holds %d images".formatted(manifests.size()));
            }
            var manifest = digest(manifests.get(0));
            var document = JSON.readTree(contents.document(BLOBS + manifest.hex()));
            var layers = StreamSupport.stream(document.path("layers").spliterator(), false)
                    .map(OciArchive::digest)
                    .toList();
            for (var layer : layers) {
                if (!contents.names.containsKey(BLOBS + layer.hex())) {
                    throw broken(file, "the layer %s is missing".formatted(layer.text()));
                }
            }
            var config = JSON.readTree(
                    contents.document(BLOBS + digest(document.path("config")).hex()));
            return new OciArchive(manifest, Files.size(file), config, layers);
        } catch (IOException e) {
            throw broken(file, String.valueOf(e.getMessage())).because(e);
        }
    }

    private static Digest digest(JsonNode descriptor) {
        return Digest.parse(descriptor.path("digest").asText());
    }

    private static Problem broken(Path file, String why) {
        return Problem.bad(
                "%s is no whole archive of a container: %s. Take it again from where it came, or build it again"
                        .formatted(file, why));
    }

    /** @param names of all files; a small one with its bytes */
    private record Contents(Path file, Map<String, Optional<byte[]>> names) {

        static Contents of(Path file) throws IOException {
            var names = new HashMap<String, Optional<byte[]>>();
            try (var tar = new TarArchiveInputStream(Files.newInputStream(file))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    if (names.size() >= ENTRIES_MAX) {
                        throw broken(file, "it has more than %d files".formatted(ENTRIES_MAX));
                    }
                    if (entry.isFile()) {
                        names.put(entry.getName(), checked(file, tar, entry));
                    }
                }
            }
            return new Contents(file, names);
        }

        private static Optional<byte[]> checked(Path file, TarArchiveInputStream tar, TarArchiveEntry entry)
                throws IOException {
            boolean small = entry.getSize() <= DOCUMENT_MAX;
            var bytes = small ? Optional.of(tar.readAllBytes()) : Optional.<byte[]>empty();
            var sum = small ? Digest.of(bytes.get()) : Digest.of(tar);
            if (entry.getName().startsWith(BLOBS) && !entry.getName().equals(BLOBS + sum.hex())) {
                throw broken(file, "what %s holds has another sum".formatted(entry.getName()));
            }
            return bytes;
        }

        byte[] document(String name) {
            return Optional.ofNullable(names.get(name))
                    .flatMap(bytes -> bytes)
                    .orElseThrow(() -> broken(file, name + " is missing"));
        }
    }
}
