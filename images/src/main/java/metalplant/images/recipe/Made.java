package metalplant.images.recipe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.util.List;
import metalplant.images.files.Trees;
import metalplant.model.Problem;

/**
 * {@code images.json}: what a build made.
 *
 * @param version of all images
 * @param database {@code postgres}, or {@code postgres cockroach} where the operator brought CockroachDB
 * @param signedBy the first digits of the SHA-256 of the public key
 * @param throwAwayKey whether the private half is gone, so that only this folder knows the public one
 * @param images in the order they were made
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Made(String version, String database, String signedBy, boolean throwAwayKey, List<One> images) {
    /** Its name in the folder. */
    public static final String FILE = "images.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Made {
        images = List.copyOf(images);
    }

    /**
     * An image.
     *
     * @param name of it; its files are called so
     * @param reference how it is called where it runs
     * @param digest of its manifest
     * @param size bytes of its archive; layers that images share are in each of them
     * @param holds what is in it, for people
     * @param packages of Debian in it
     * @param jars in it
     * @param modules of Go in it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record One(
            String name,
            String reference,
            String digest,
            long size,
            String holds,
            long packages,
            long jars,
            long modules) {}

    static Made read(Path folder) {
        var file = folder.resolve(FILE);
        try {
            return JSON.readValue(Trees.read(file), Made.class);
        } catch (JsonProcessingException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getOriginalMessage()))
                    .because(e);
        }
    }

    /** The document, ending in a line break. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}
