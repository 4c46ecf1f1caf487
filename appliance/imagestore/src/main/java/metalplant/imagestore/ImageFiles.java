package metalplant.imagestore;

import java.util.List;
import java.util.Optional;

/** What a plant has of images, for those who hand it out. Any number of threads and processes may ask at once. */
public interface ImageFiles {
    /** What is known of a file; empty if it is not here, or not whole. */
    Optional<StoredImage> find(ImageName name);

    /** Opens a file; empty if it is not here, or not whole. The caller closes it. */
    Optional<OpenImage> open(ImageName name);

    /** SHA-256 of each 4 MiB of a content, for those who fetch it; empty if they are not known. */
    List<String> chunks(StoredImage image);

    /** Opens a file if it is of that kind: nothing else is booted from. */
    default Optional<OpenImage> open(ImageKind kind, ImageName name) {
        return find(name).filter(found -> found.kind() == kind).flatMap(_ -> open(name));
    }
}
