package metalplant.fabric.engine;

import java.util.Comparator;

/** Ports in the order in which they are on the box: {@code Ethernet8} before {@code Ethernet12}. */
public final class PortNames {
    public static final Comparator<String> ORDER = Comparator.comparing(PortNames::word)
            .thenComparingInt(PortNames::number)
            .thenComparing(Comparator.naturalOrder());

    private static final int DIGITS_MAX = 9;

    private PortNames() {}

    private static String word(String name) {
        return name.substring(0, end(name));
    }

    private static int number(String name) {
        var digits = name.substring(end(name)).replaceAll("[^0-9].*$", "");
        return digits.isEmpty() || digits.length() > DIGITS_MAX ? 0 : Integer.parseInt(digits);
    }

    private static int end(String name) {
        int i = 0;
        while (i < name.length() && !Character.isDigit(name.charAt(i))) {
            i++;
        }
        return i;
    }
}
