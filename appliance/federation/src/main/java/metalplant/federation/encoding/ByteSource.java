package metalplant.federation.encoding;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteSink} writes, and nothing else: each atom has one spelling only. */
final class ByteSource {
    private final byte[] content;
    private final int end;
    private int at;

    ByteSource(byte[] content) {
        this(content, 0, content.length);
    }

    private ByteSource(byte[] content, int from, int end) {
        this.content = content;
        this.at = from;
        this.end = end;
    }

    int u8() {
        need(1);
        return content[at++] & 0xff;
    }

    int u16() {
        return (u8() << 8) | u8();
    }

    int u32() {
        return (u16() << 16) | u16();
    }

    long i64() {
        return ((long) u32() << 32) | (u32() & 0xffff_ffffL);
    }

    boolean bool() {
        return switch (u8()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new Malformed("a truth that is neither 0 nor 1");
        };
    }

    byte[] bytes(int max) {
        int size = length(max);
        at += size;
        return Arrays.copyOfRange(content, at - size, at);
    }

    /** The next run of bytes as a source of its own. */
    ByteSource part(int max) {
        int size = length(max);
        at += size;
        return new ByteSource(content, at - size, at);
    }

    String text() {
        var bytes = bytes(Limits.TEXT_BYTES_MAX);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("a text that is not UTF-8");
        }
    }

    BigInteger number() {
        int size = u8();
        if (size > Limits.NUMBER_BYTES_MAX) {
            throw new Malformed("a number of %d bytes".formatted(size));
        }
        need(size);
        if (size > 0 && content[at] == 0) {
            throw new Malformed("a number with a leading zero");
        }
        at += size;
        return new BigInteger(1, content, at - size, size);
    }

    int count() {
        int count = u32();
        if (count < 0 || count > Limits.LIST_MAX) {
            throw new Malformed("a list of more than %d elements".formatted(Limits.LIST_MAX));
        }
        return count;
    }

    void end() {
        if (at != end) {
            throw new Malformed("%d bytes behind the end".formatted(end - at));
        }
    }

    private int length(int max) {
        int size = u32();
        if (size < 0 || size > max) {
            throw new Malformed("a length above %d".formatted(max));
        }
        need(size);
        return size;
    }

    private void need(int size) {
        if (end - at < size) {
            throw new Malformed("truncated");
        }
    }
}
