package metalplant.model.firmware;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * One revision of the firmware of a board. Its parts are names in a store that knows nothing of firmware, so that they must be
 * ones that every store keeps apart.
 *
 * @param revision as its maker spells it
 * @see "metal-api-rest.md 2.4"
 */
public record Firmware(FirmwareKind kind, Board board, String revision) {
    private static final int PART_BYTES_MAX = 200;
    private static final int PARTS = 4;

    /** @throws Problem BAD_REQUEST for a part that is empty, longer than 200 bytes, or not one name */
    public Firmware {
        List.of(board.vendor(), board.part(), revision).forEach(Firmware::requireName);
    }

    private static void requireName(String part) {
        boolean tooLong = part.getBytes(StandardCharsets.UTF_8).length > PART_BYTES_MAX;
        boolean odd = part.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
        if (part.isBlank() || tooLong || odd || part.equals(".") || part.equals("..")) {
            throw Problem.bad(
                    "vendor, board and revision of a firmware are names of up to %d bytes without slashes, not \"%s\""
                            .formatted(PART_BYTES_MAX, part));
        }
    }

    /** What it is called in a store: {@code bios/vendor/BOARD/revision}. */
    public String key() {
        return kind.wire() + "/" + board.vendor() + "/" + board.part() + "/" + revision;
    }

    /** The firmware that is called so; empty for what somebody else put there. */
    public static Optional<Firmware> ofKey(String key) {
        var parts = key.split("/", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return FirmwareKind.find(parts[0])
                    .map(kind -> new Firmware(kind, new Board(parts[1], parts[2]), parts[3]))
                    // Another spelling is another object, which nobody here could read or remove.
                    .filter(firmware -> firmware.key().equals(key));
        } catch (Problem e) {
            return Optional.empty();
        }
    }
}
