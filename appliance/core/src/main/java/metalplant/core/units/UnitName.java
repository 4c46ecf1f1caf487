package metalplant.core.units;

import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * The name of a unit, as {@code postgres.service}.
 *
 * @param text at most 255 characters of those that systemd takes, with one of the endings below
 */
public record UnitName(String text) implements Comparable<UnitName> {
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9:_.@\\\\-]{1,246}\\.(service|timer|target|socket|mount|path)");

    /** @throws Problem BAD_REQUEST if that can be no unit */
    public UnitName {
        if (!FORM.matcher(text).matches()) {
            throw Problem.bad(
                    "\"%s\" is no name of a unit: it ends with .service, .timer, .target, .socket, .mount or .path"
                            .formatted(text.length() > 80 ? text.substring(0, 80) + "..." : text));
        }
    }

    /** The unit of that name. */
    public static UnitName of(String text) {
        return new UnitName(text);
    }

    @Override
    public int compareTo(UnitName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
