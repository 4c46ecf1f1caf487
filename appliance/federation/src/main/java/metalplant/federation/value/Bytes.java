package metalplant.federation.value;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes, compared by content and ordered as unsigned numbers. */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Reads pairs of hex digits; @throws IllegalArgumentException if the text is none. */
    public static Bytes ofHex(String text) {
        return new Bytes(HexFormat.of().parseHex(text));
    }

    public int size() {
        return content.length;
    }

    /** A copy that the caller may change. */
    public byte[] toArray() {
        return content.clone();
    }

    /** The same bytes with one bit turned; for tests of everything that must notice. */
    public Bytes withFlippedBit(int bit) {
        var copy = toArray();
        copy[bit / 8] = (byte) (copy[bit / 8] ^ 1 << bit % 8);
        return new Bytes(copy);
    }

    /** The first {@code size} bytes. */
    public Bytes first(int size) {
        return new Bytes(Arrays.copyOf(content, Math.min(size, content.length)));
    }

    public String hex() {
        return HexFormat.of().formatHex(content);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** At most the first eight bytes, for logs. */
    @Override
    public String toString() {
        return first(8).hex() + (content.length > 8 ? ".." : "");
    }
}
