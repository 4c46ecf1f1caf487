package metalplant.imagestore.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.model.Problem;

/** What one store tells another about a file, under {@code NAME.offer}: size and sums, those of chunks included, as JSON. */
public final class OfferText {
    /** Behind the name. */
    public static final String END = ".offer";

    /** The sums of a file of 32 GiB are half a MiB. */
    static final int BYTES_MAX = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private OfferText() {}

    private record Form(String kind, long size, String sha256, String md5, List<String> chunks) {}

    public static String of(StoredImage image, List<String> chunks) {
        try {
            return JSON.writeValueAsString(
                    new Form(image.kind().text(), image.size(), image.sha256(), image.md5(), chunks));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an offer always has a JSON form", e);
        }
    }

    /** @throws IOException if it is none */
    static Offer read(ImageName name, URI at, byte[] text) throws IOException {
        try {
            var form = JSON.readValue(text, Form.class);
            return new Offer(
                    name,
                    at.toString(),
                    form.size(),
                    Optional.of(form.sha256()),
                    Optional.of(form.md5()),
                    form.chunks(),
                    "\"" + form.sha256() + "\"",
                    true);
        } catch (JsonProcessingException | Problem | NullPointerException e) {
            throw new IOException(at + " offers something that is not understood", e);
        }
    }
}
