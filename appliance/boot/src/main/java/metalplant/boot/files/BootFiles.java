package metalplant.boot.files;

import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.model.Problem;

/** Where kernels and initrds come from. */
public interface BootFiles {
    /**
     * Opens what an address names; the caller closes it.
     *
     * @return empty if it is not here
     * @throws Problem if it is to be had from somebody who does not give it
     */
    Optional<BootFile> open(ImageKind kind, String url);

    /** The first that has it. */
    default BootFiles orElse(BootFiles other) {
        return (kind, url) -> open(kind, url).or(() -> other.open(kind, url));
    }
}
