package metalplant.bmc.ipmi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code ipmitool} prints: a name, a colon and a value on each line. The first of a name counts. */
record Columns(Map<String, String> values) {
    private static final int LINES_MAX = 500;
    private static final int VALUE_MAX = 128;
    private static final Pattern WATTS = Pattern.compile("(\\d{1,6}) Watts");

    static Columns of(String output) {
        var values = new LinkedHashMap<String, String>();
        output.lines().limit(LINES_MAX).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                var value =
                        line.substring(colon + 1).replaceAll("\\p{Cntrl}", "").strip();
                values.putIfAbsent(
                        line.substring(0, colon).strip(),
                        value.length() <= VALUE_MAX ? value : value.substring(0, VALUE_MAX));
            }
        });
        return new Columns(values);
    }

    /** "" when it is not there. */
    String value(String name) {
        return values.getOrDefault(name, "");
    }

    Optional<Float> watts(String name) {
        var match = WATTS.matcher(value(name));
        return match.matches() ? Optional.of(Float.valueOf(match.group(1))) : Optional.empty();
    }
}
