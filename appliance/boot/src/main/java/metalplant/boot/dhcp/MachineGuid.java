package metalplant.boot.dhcp;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id that firmware has of its machine. */
public final class MachineGuid {
    private static final int LENGTH = 17;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** What boards say whose maker forgot to say something: never one machine's own. */
    private static final Pattern NOBODY = Pattern.compile("0[0-]*|f[f-]*|03000200-0400-0500-0006-000700080009");

    private MachineGuid() {}

    /** Of option 97: a type that is 0, and 16 bytes of which the first three groups have their least byte first (RFC 4578). */
    static Optional<String> text(byte[] option) {
        if (option.length != LENGTH || option[0] != 0) {
            return Optional.empty();
        }
        int[] order = {4, 3, 2, 1, -1, 6, 5, -1, 8, 7, -1, 9, 10, -1, 11, 12, 13, 14, 15, 16};
        var text = new StringBuilder();
        for (int at : order) {
            text.append(at < 0 ? "-" : HexFormat.of().toHexDigits(option[at]));
        }
        return read(text.toString());
    }

    /** Of a text; lower case. */
    public static Optional<String> read(String text) {
        var id = text.toLowerCase(Locale.ROOT);
        return FORM.matcher(id).matches() && !NOBODY.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }
}
