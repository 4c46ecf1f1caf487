package metalplant.images.oci;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container to be made.
 *
 * @param reference how it is called where it runs: {@code localhost/metal-plant/NAME:VERSION}
 * @param architecture {@code amd64} or {@code arm64}
 * @param base layers as uncompressed tar archives, lowest first
 * @param layers what lies above them, lowest first
 * @param user number of its user, who is its group too
 * @param entry its program; further programs lie beside it
 * @param environment what programs find in it
 * @param labels of the image
 */
public record Image(
        String reference,
        String architecture,
        List<Path> base,
        List<Layer> layers,
        int user,
        String entry,
        Map<String, String> environment,
        Map<String, String> labels) {

    public Image {
        base = List.copyOf(base);
        layers = List.copyOf(layers);
        environment = new TreeMap<>(environment);
        labels = new TreeMap<>(labels);
    }

    /** Files of root, with their modes. */
    public record Layer(String name, List<Entry> entries) {
        public Layer {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param source file or folder that is read
     * @param path where it lies in the container; absolute
     * @param mode its permissions
     */
    public record Entry(Path source, String path, int mode) {}
}
