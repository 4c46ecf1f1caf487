package metalplant.federation.encoding;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes the atoms of the canonical form: numbers big-endian, everything of variable size behind its length. */
final class ByteSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    void u8(int value) {
        out.write(value);
    }

    void u16(int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    void u32(int value) {
        u16(value >>> 16);
        u16(value);
    }

    void i64(long value) {
        u32((int) (value >>> 32));
        u32((int) value);
    }

    void bytes(byte[] content, int max) {
        bound(content.length, max);
        u32(content.length);
        out.writeBytes(content);
    }

    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8), Limits.TEXT_BYTES_MAX);
    }

    void number(BigInteger value) {
        if (value.signum() < 0) {
            throw new Malformed("a negative number");
        }
        var magnitude = value.toByteArray();
        int from = magnitude[0] == 0 ? 1 : 0;
        bound(magnitude.length - from, Limits.NUMBER_BYTES_MAX);
        u8(magnitude.length - from);
        out.write(magnitude, from, magnitude.length - from);
    }

    void count(int count) {
        u32(count);
    }

    private static void bound(int size, int max) {
        if (size > max) {
            throw new Malformed("%d bytes where at most %d are allowed".formatted(size, max));
        }
    }

    byte[] toArray() {
        return out.toByteArray();
    }
}
