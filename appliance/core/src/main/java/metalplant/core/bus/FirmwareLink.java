package metalplant.core.bus;

import java.net.URI;
import metalplant.model.firmware.FirmwareKind;

/**
 * A firmware that a management controller shall fetch.
 *
 * @param url opens it to anybody who has it, for a while
 */
public record FirmwareLink(FirmwareKind kind, URI url) {
    /** Without the signature of the link, for logs. */
    @Override
    public String toString() {
        return "FirmwareLink[" + kind + " " + url.getPath() + "]";
    }
}
