package metalplant.wire.partition;

import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A time server.
 *
 * @param address IP address or DNS name
 */
public record NTPServer(@Required String address) {
    public NTPServer {
        address = Absent.toText(address);
    }
}
