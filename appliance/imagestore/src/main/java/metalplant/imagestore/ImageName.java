package metalplant.imagestore;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * Name of a stored file: the path under which it is served, without a slash before it, such as
 * {@code metal-os/20261101/debian/13.0/img.tar.lz4}. It can be part of a path on disk: no part of it begins with a dot.
 *
 * @param text 1 to 512 characters, at most 16 parts
 */
public record ImageName(String text) implements Comparable<ImageName> {
    private static final int LENGTH_MAX = 512;
    private static final int PARTS_MAX = 16;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_+~-][A-Za-z0-9._+~-]{0,127}");

    /** Ends of names that mean something else: the sums of a file, and files of the store itself. */
    private static final Pattern RESERVED = Pattern.compile(".*\\.(md5|sha256|offer|entry|new)");

    public ImageName {
        var parts = text.split("/", -1);
        boolean good = text.length() <= LENGTH_MAX && parts.length <= PARTS_MAX;
        for (var part : parts) {
            good = good
                    && PART.matcher(part).matches()
                    && !RESERVED.matcher(part).matches();
        }
        if (!good) {
            throw Problem.bad(
                    "an image is named by a path such as metal-os/stable/debian/12.0/img.tar.lz4: letters, digits and ._+~- in each"
                            + " part, none of which begins with a dot or ends in .md5, .sha256, .offer, .entry or .new; not \"%s\""
                                    .formatted(shown(text)));
        }
    }

    private static String shown(String text) {
        var clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 80 ? clean : clean.substring(0, 80) + "...";
    }

    /** The name that a URL asks a store for; empty if it asks for none. */
    public static Optional<ImageName> of(String url) {
        try {
            var path = URI.create(url).getRawPath();
            return path == null || !path.startsWith("/")
                    ? Optional.empty()
                    : Optional.of(new ImageName(path.substring(1)));
        } catch (IllegalArgumentException | Problem _) {
            return Optional.empty();
        }
    }

    /** Its last part. */
    public String file() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(ImageName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
