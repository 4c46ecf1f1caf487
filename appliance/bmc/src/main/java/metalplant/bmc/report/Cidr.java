package metalplant.bmc.report;

import java.util.regex.Pattern;
import metalplant.model.Problem;

/** An IPv4 prefix. */
public record Cidr(int address, int length) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})/(\\d{1,2})");

    /** @throws Problem BAD_REQUEST for what is none */
    public static Cidr of(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches() || Integer.parseInt(match.group(2)) > 32 || !isAddress(match.group(1))) {
            throw Problem.bad("\"%s\" is no IPv4 prefix, which looks like 10.0.0.0/8".formatted(text));
        }
        return new Cidr(number(match.group(1)), Integer.parseInt(match.group(2)));
    }

    boolean contains(String ip) {
        return isAddress(ip) && (length == 0 || (number(ip) ^ address) >>> (32 - length) == 0);
    }

    private static boolean isAddress(String ip) {
        for (var part : ip.split("\\.", 5)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static int number(String ip) {
        int number = 0;
        for (var part : ip.split("\\.", 5)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }
}
