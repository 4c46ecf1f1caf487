package metalplant.host;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import metalplant.core.units.UnitName;

/** Where a unit lies on the bus: its name with everything but letters and digits written as {@code _} and two hexadecimal digits. */
final class UnitPath {
    private static final String UNITS = Bus.MANAGER_PATH + "/unit/";

    private UnitPath() {}

    static String of(UnitName unit) {
        var path = new StringBuilder(UNITS);
        var bytes = unit.text().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            var letter = (char) (bytes[i] & 0xff);
            if (isLetter(letter) || (i > 0 && isDigit(letter))) {
                path.append(letter);
            } else {
                path.append("_%02x".formatted((int) letter));
            }
        }
        return path.toString();
    }

    private static boolean isLetter(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** The interface with what units of its kind alone have; targets have nothing of the kind. */
    static Optional<String> kind(UnitName unit) {
        var ending = unit.text().substring(unit.text().lastIndexOf('.') + 1);
        return switch (ending) {
            case "service" -> Optional.of("org.freedesktop.systemd1.Service");
            case "socket" -> Optional.of("org.freedesktop.systemd1.Socket");
            case "timer" -> Optional.of("org.freedesktop.systemd1.Timer");
            case "mount" -> Optional.of("org.freedesktop.systemd1.Mount");
            case "path" -> Optional.of("org.freedesktop.systemd1.Path");
            default -> Optional.empty();
        };
    }
}
