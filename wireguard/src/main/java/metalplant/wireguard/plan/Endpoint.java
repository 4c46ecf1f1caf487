package metalplant.wireguard.plan;

import metalplant.model.Problem;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Where a plant can be reached from outside. Names are not accepted: a tunnel must come up without any name server.
 *
 * @param basePort the first of its 513 UDP ports, as seen from outside
 */
public record Endpoint(IpAddress address, int basePort) {
    private static final Cidr MULTICAST_V4 = Cidr.parse("224.0.0.0/4");
    private static final Cidr MULTICAST_V6 = Cidr.parse("ff00::/8");
    private static final Cidr LINK_LOCAL_V6 = Cidr.parse("fe80::/10");

    public Endpoint {
        Ports.checkBase(basePort);
        if (address.value().signum() == 0
                || MULTICAST_V4.contains(address)
                || MULTICAST_V6.contains(address)
                || LINK_LOCAL_V6.contains(address)) {
            throw Problem.bad("%s cannot be the address of a plant's endpoint".formatted(address));
        }
    }

    /** The one socket address of a tunnel. */
    public SocketAddress at(int number, int generation) {
        return new SocketAddress(address, Ports.of(basePort, number, generation));
    }

    /** An address with its port, as {@code wg} writes it. */
    public record SocketAddress(IpAddress address, int port) {
        @Override
        public String toString() {
            return (address.family() == AddressFamily.IPV6 ? "[" + address + "]" : address) + ":" + port;
        }
    }
}
