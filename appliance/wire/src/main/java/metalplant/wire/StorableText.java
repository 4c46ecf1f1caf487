package metalplant.wire;

/**
 * What text from outside may hold. A database refuses NUL, and a UTF-8 writer half of a surrogate pair; both are refused
 * where text comes in, whatever it came in by, so that neither a statement nor a later read of the same row fails.
 */
public final class StorableText {
    private StorableText() {}

    /** Whether the text has neither NUL nor half of a surrogate pair. */
    public static boolean is(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                var paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
