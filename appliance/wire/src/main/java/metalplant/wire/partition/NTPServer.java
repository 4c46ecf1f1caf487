package metalplant.wire.partition;

import metalplant.wire.Absent;

/**
 * A time server.
 *
 * @param address IP address or DNS name
 */
public record NTPServer(String address) {
    public NTPServer {
        address = Absent.toText(address);
    }
}
