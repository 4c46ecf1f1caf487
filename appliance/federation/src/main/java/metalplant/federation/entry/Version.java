package metalplant.federation.entry;

import java.util.Comparator;

/**
 * Version of an entity.
 *
 * @param homeEpoch rises with every move of its home
 * @param number rises with every change at one home
 */
public record Version(long homeEpoch, long number) implements Comparable<Version> {
    private static final Comparator<Version> ORDER =
            Comparator.comparingLong(Version::homeEpoch).thenComparingLong(Version::number);

    public Version {
        if (homeEpoch < 0 || number < 0) {
            throw new IllegalArgumentException("versions are not negative");
        }
    }

    public Version next() {
        return new Version(homeEpoch, number + 1);
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }
}
