package metalplant.wire.partition;

import metalplant.wire.Absent;

/**
 * A name server.
 *
 * @param ip literal IPv4 or IPv6 address
 */
public record DNSServer(String ip) {
    public DNSServer {
        ip = Absent.toText(ip);
    }
}
