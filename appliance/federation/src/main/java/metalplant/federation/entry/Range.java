package metalplant.federation.entry;

import java.math.BigInteger;

/** Some neighbouring numbers of a pool, such as one block. */
public record Range(String pool, BigInteger first, BigInteger size) implements Comparable<Range> {
    public Range {
        if (first.signum() < 0 || size.signum() <= 0) {
            throw new IllegalArgumentException("a range has a first number and a size");
        }
    }

    /** The first number behind it. */
    public BigInteger end() {
        return first.add(size);
    }

    public boolean contains(BigInteger number) {
        return number.compareTo(first) >= 0 && number.compareTo(end()) < 0;
    }

    public boolean contains(Range other) {
        return pool.equals(other.pool) && contains(other.first) && other.end().compareTo(end()) <= 0;
    }

    public boolean overlaps(Range other) {
        return pool.equals(other.pool) && first.compareTo(other.end()) < 0 && other.first.compareTo(end()) < 0;
    }

    @Override
    public int compareTo(Range other) {
        int byPool = pool.compareTo(other.pool);
        return byPool != 0 ? byPool : first.compareTo(other.first);
    }

    @Override
    public String toString() {
        return pool + "@" + first + "+" + size;
    }
}
