package metalplant.door;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import metalplant.model.Problem;

/**
 * Path and query as they came in. They are checked before anything else looks at them: the web server's own decoding answers
 * a broken escape with an internal error or with another text, and a database refuses NUL.
 */
public final class RequestTarget {
    private RequestTarget() {}

    /** @throws Problem BAD_REQUEST unless both are ASCII that stands for UTF-8 without NUL */
    public static void check(String rawPath, String rawQuery) {
        if (!isText(rawPath) || !isText(rawQuery)) {
            throw Problem.bad(
                    "path and query must be UTF-8 without NUL, percent-encoded where they are not plain ASCII");
        }
    }

    private static boolean isText(String raw) {
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            int value = c;
            if (c == '%') {
                value = escaped(raw, i + 1);
                i += 2;
            }
            if (value <= 0 || (c != '%' && value > 0x7f)) {
                return false;
            }
            bytes.put((byte) value);
        }
        return isUtf8(bytes.flip());
    }

    /** The byte that two hexadecimal digits stand for; -1 if they are none. */
    private static int escaped(String raw, int at) {
        return at + 2 <= raw.length()
                        && HexFormat.isHexDigit(raw.charAt(at))
                        && HexFormat.isHexDigit(raw.charAt(at + 1))
                ? HexFormat.fromHexDigits(raw, at, at + 2)
                : -1;
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
