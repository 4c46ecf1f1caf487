package metalplant.installer.upgrade;

import java.util.Comparator;

/**
 * The order in which the boot loader has versions: of two entries that both may start it takes the later one. So the same order says what is
 * older.
 *
 * @see "UAPI.10 Version Format Specification"
 */
public final class VersionOrder implements Comparator<String> {
    public static final VersionOrder INSTANCE = new VersionOrder();

    /** What stands between segments, in the order in which it is looked at behind the ends. */
    private static final String SEPARATORS = "-^.";

    private VersionOrder() {}

    @Override
    public int compare(String left, String right) {
        var a = new Cursor(left);
        var b = new Cursor(right);
        while (true) {
            a.skipInvalid();
            b.skipInvalid();
            int tilde = separator(a, b, '~');
            if (tilde != 0) {
                return tilde;
            }
            if (a.atEnd() || b.atEnd()) {
                return Boolean.compare(!a.atEnd(), !b.atEnd());
            }
            for (int i = 0; i < SEPARATORS.length(); i++) {
                int found = separator(a, b, SEPARATORS.charAt(i));
                if (found != 0) {
                    return found;
                }
            }
            int segment = isDigit(a.now()) || isDigit(b.now())
                    ? numbers(a, b)
                    : a.letters().compareTo(b.letters());
            if (segment != 0) {
                return segment;
            }
        }
    }

    /** A version that has the mark where the other one has not is the earlier one. */
    private static int separator(Cursor a, Cursor b, char mark) {
        if (a.now() != mark && b.now() != mark) {
            return 0;
        }
        int different = Boolean.compare(a.now() != mark, b.now() != mark);
        if (different == 0) {
            a.next();
            b.next();
        }
        return different;
    }

    private static int numbers(Cursor a, Cursor b) {
        var left = a.digits();
        var right = b.digits();
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(!left.isEmpty(), !right.isEmpty());
        }
        var shortLeft = left.replaceFirst("^0+", "");
        var shortRight = right.replaceFirst("^0+", "");
        int longer = Integer.compare(shortLeft.length(), shortRight.length());
        return longer != 0 ? longer : shortLeft.compareTo(shortRight);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at >= text.length();
        }

        /** 0 at the end. */
        char now() {
            return atEnd() ? '\0' : text.charAt(at);
        }

        void next() {
            at++;
        }

        void skipInvalid() {
            while (!atEnd() && !isDigit(now()) && !isLetter(now()) && "~-^.".indexOf(now()) < 0) {
                at++;
            }
        }

        String digits() {
            int from = at;
            while (isDigit(now())) {
                at++;
            }
            return text.substring(from, at);
        }

        String letters() {
            int from = at;
            while (isLetter(now())) {
                at++;
            }
            return text.substring(from, at);
        }
    }
}
