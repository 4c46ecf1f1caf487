package metalplant.imagestore;

import java.nio.file.Path;

/** Where the store of a plant is. */
public final class ImageFolders {
    private static final Path APPLIANCE = Path.of("/var/lib/metal-plant/plant");

    private ImageFolders() {}

    /**
     * In the plant's folder; on an appliance beside it, where more than one unit may read.
     *
     * @param data the plant's folder, an absolute path
     */
    public static Path of(Path data) {
        return data.equals(APPLIANCE) ? data.resolveSibling("images") : data.resolve("images");
    }
}
