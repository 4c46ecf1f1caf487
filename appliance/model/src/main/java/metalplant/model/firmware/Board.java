package metalplant.model.firmware;

import java.util.Locale;
import metalplant.model.machine.Bmc;

/**
 * A kind of mainboard. Makers spell themselves as they like, so that case does not count.
 *
 * @param vendor who made it, lower case
 * @param part its part number, upper case
 */
public record Board(String vendor, String part) {
    public Board {
        vendor = vendor.toLowerCase(Locale.ROOT);
        part = part.toUpperCase(Locale.ROOT);
    }

    public static Board of(Bmc bmc) {
        return new Board(bmc.fru().boardMfg(), bmc.fru().boardPartNumber());
    }

    /** Whether a controller told both. */
    public boolean isKnown() {
        return !vendor.isEmpty() && !part.isEmpty();
    }

    @Override
    public String toString() {
        return vendor + "/" + part;
    }
}
