package metalplant.wire.partition;

import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A name server.
 *
 * @param ip literal IPv4 or IPv6 address
 */
public record DNSServer(@Required String ip) {
    public DNSServer {
        ip = Absent.toText(ip);
    }
}
