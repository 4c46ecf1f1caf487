package metalplant.model.image;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * How an image is meant by its id. The text after the last dash is the version, everything before it the operating system. An id
 * without a patch number is a shorthand for all images of that minor version.
 *
 * @see "metal-api-rest.md 4.6"
 */
public final class ImageVersions {
    private static final Comparator<Image> NEWEST_FIRST =
            Comparator.comparing(ImageVersions::versionOf).reversed().thenComparing(Image::id);

    /** What stands behind it in an id is the plant whose image of this name it is; such an id is no shorthand. */
    private static final char PLANT = '~';

    private ImageVersions() {}

    /** The two halves of an image's id. */
    public record Name(String os, SemanticVersion version) {}

    /** Reads an id or a shorthand; empty when it has no operating system or no version. */
    public static Optional<Name> parse(String id) {
        int plant = id.indexOf(PLANT);
        var bare = plant < 0 ? id : id.substring(0, plant);
        int dash = bare.lastIndexOf('-');
        if (dash <= 0) {
            return Optional.empty();
        }
        return SemanticVersion.parse(bare.substring(dash + 1))
                .map(version -> new Name(bare.substring(0, dash), version));
    }

    /**
     * The same for an id that must be right.
     *
     * @throws Problem BAD_REQUEST
     */
    public static Name require(String id) {
        return parse(id)
                .orElseThrow(() -> Problem.bad(
                        "image id \"%s\" must be <os>-<version>, as in debian-12.0.20241231".formatted(id)));
    }

    /** All images that an id or a shorthand means, newest first; none when it cannot be read. */
    public static List<Image> matching(String id, Collection<Image> images) {
        if (id.indexOf(PLANT) >= 0) {
            return images.stream().filter(image -> image.id().equals(id)).toList();
        }
        return parse(id)
                .map(name -> images.stream()
                        .filter(image -> means(name, image))
                        .sorted(NEWEST_FIRST)
                        .toList())
                .orElse(List.of());
    }

    /** The newest image that an id or a shorthand means. Neither expiration nor classification is looked at. */
    public static Optional<Image> latest(String id, Collection<Image> images) {
        return matching(id, images).stream().findFirst();
    }

    /** The version of a stored image. */
    public static SemanticVersion versionOf(Image image) {
        return SemanticVersion.parse(image.version()).orElse(new SemanticVersion(0, 0, 0));
    }

    private static boolean means(Name name, Image image) {
        var version = versionOf(image);
        return name.os().equals(image.os())
                && (name.version().patch() > 0
                        ? name.version().equals(version)
                        : name.version().sameMinor(version));
    }
}
