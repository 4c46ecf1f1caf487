package metalplant.imagestore.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import metalplant.imagestore.ImageName;

/** Somebody who may have an image. Its answers are hostile until they were compared. */
public interface Source {
    /** For people. */
    String label();

    /**
     * Asks for a file.
     *
     * @return empty if the source answers and does not have it
     * @throws IOException if it does not answer
     */
    Optional<Offer> find(ImageName name) throws IOException;

    /**
     * Opens a part of what it offered. A read that gets nothing for too long fails.
     *
     * @throws IOException if it does not answer, or the file is another one by now
     */
    InputStream open(Offer offer, long from, long length) throws IOException;
}
