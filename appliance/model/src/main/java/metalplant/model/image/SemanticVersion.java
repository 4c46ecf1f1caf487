package metalplant.model.image;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Three numbers, the first one weighing most. Read loosely: a leading {@code v} and leading zeros are dropped, missing numbers are
 * 0, so that {@code 24.04} is {@code 24.4.0}. There are no pre-releases, because the dash belongs to the operating system's name.
 */
public record SemanticVersion(long major, long minor, long patch) implements Comparable<SemanticVersion> {
    private static final Pattern LOOSE =
            Pattern.compile("v?([0-9]{1,18})(?:\\.([0-9]{1,18}))?(?:\\.([0-9]{1,18}))?", Pattern.CASE_INSENSITIVE);
    private static final Comparator<SemanticVersion> ORDER = Comparator.comparingLong(SemanticVersion::major)
            .thenComparingLong(SemanticVersion::minor)
            .thenComparingLong(SemanticVersion::patch);

    /** Reads a version of one to three numbers; empty when it is something else. */
    public static Optional<SemanticVersion> parse(String text) {
        var match = LOOSE.matcher(text);
        return match.matches()
                ? Optional.of(new SemanticVersion(
                        Long.parseLong(match.group(1)), number(match.group(2)), number(match.group(3))))
                : Optional.empty();
    }

    private static long number(String group) {
        return group == null ? 0 : Long.parseLong(group);
    }

    public boolean sameMinor(SemanticVersion other) {
        return major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(SemanticVersion other) {
        return ORDER.compare(this, other);
    }

    /** The normalised form. */
    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
