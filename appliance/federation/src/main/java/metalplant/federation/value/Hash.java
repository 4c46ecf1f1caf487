package metalplant.federation.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 sum. */
public record Hash(Bytes sum) implements Comparable<Hash> {
    /** Bytes of a sum. */
    public static final int SIZE = 32;

    /** Stands where nothing was before. */
    public static final Hash NONE = new Hash(Bytes.of(new byte[SIZE]));

    public Hash {
        if (sum.size() != SIZE) {
            throw new IllegalArgumentException("a hash has %d bytes, not %d".formatted(SIZE, sum.size()));
        }
    }

    /** Sums these bytes. */
    public static Hash of(byte[] content) {
        try {
            return new Hash(Bytes.of(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Hash other) {
        return sum.compareTo(other.sum);
    }

    @Override
    public String toString() {
        return sum.toString();
    }
}
