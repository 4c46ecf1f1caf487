package metalplant.model.firmware;

import java.util.Arrays;
import java.util.Optional;
import metalplant.model.Problem;

/** What a firmware is for. */
public enum FirmwareKind {
    BIOS("bios"),
    BMC("bmc");

    private final String wire;

    FirmwareKind(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** In any case. */
    public static Optional<FirmwareKind> find(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.wire.equalsIgnoreCase(text))
                .findFirst();
    }

    /** @throws Problem BAD_REQUEST for an unknown one */
    public static FirmwareKind parse(String text) {
        return find(text)
                .orElseThrow(
                        () -> Problem.bad("unknown kind of firmware \"%s\", there are bios and bmc".formatted(text)));
    }
}
