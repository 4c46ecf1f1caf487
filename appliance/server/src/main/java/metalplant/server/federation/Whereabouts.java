package metalplant.server.federation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Where a plant is reached, as its member record says in one text:
 *
 * <pre>
 * tcp 192.0.2.7:25408,25409    without a tunnel: address, port of the mesh, port of the ledger
 * wg 192.0.2.7:51820           through one: both doors have fixed ports at an address that follows from the plant's id
 * wg                           the same, of a plant that nobody can call; it calls the others
 * </pre>
 *
 * @param tunnel where packets of the tunnel are sent to; empty without a tunnel, and for a plant that nobody can call
 */
record Whereabouts(
        InetSocketAddress mesh, InetSocketAddress ledger, boolean tunnelled, Optional<InetSocketAddress> tunnel) {
    /** Inside the tunnel (decision 17). */
    static final int MESH_PORT = 443;

    static final int LEDGER_PORT = 5230;

    /** Of the console service, which is a process of its own. */
    static final int CONSOLE_PORT = 3333;

    /** Where the addresses of all plants lie (RFC 4193, its 40 bits drawn once). */
    static final Cidr OVERLAY = Cidr.parse("fd3e:9c51:b7a4::/48");

    private static final int OVERLAY_BYTES = 6;

    private static final Pattern PLAIN = Pattern.compile("tcp ([0-9a-f.:]+):([0-9]{1,5}),([0-9]{1,5})");
    private static final Pattern TUNNEL = Pattern.compile("wg(?: ([0-9a-f.:]+):([0-9]{1,5}))?");

    /** Of a plant without a tunnel. */
    static String plain(InetAddress address, int meshPort, int ledgerPort) {
        return "tcp %s:%d,%d".formatted(address.getHostAddress(), meshPort, ledgerPort);
    }

    /** Of a plant that is reached through tunnels, all of which it opens itself. */
    static final String CALLS_ONLY = "wg";

    /** Of a plant that is reached through tunnels. */
    static String tunnelled(InetAddress address, int port) {
        var host = address.getHostAddress().replaceFirst("%.*$", "");
        return "wg %s:%d".formatted(host, port);
    }

    /** Empty if this release does not understand it. Names are not looked up: a plant has no DNS to trust. */
    static Optional<Whereabouts> of(PlantId plant, String endpoint) {
        try {
            var plain = PLAIN.matcher(endpoint);
            if (plain.matches()) {
                var address = InetAddress.ofLiteral(plain.group(1));
                return Optional.of(new Whereabouts(
                        new InetSocketAddress(address, Integer.parseInt(plain.group(2))),
                        new InetSocketAddress(address, Integer.parseInt(plain.group(3))),
                        false,
                        Optional.empty()));
            }
            var tunnel = TUNNEL.matcher(endpoint);
            return tunnel.matches()
                    ? Optional.of(tunnelled(plant, tunnel.group(1), tunnel.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Whereabouts tunnelled(PlantId plant, @Nullable String host, @Nullable String port) {
        var service = service(plant);
        return new Whereabouts(
                new InetSocketAddress(service, MESH_PORT),
                new InetSocketAddress(service, LEDGER_PORT),
                true,
                host == null || port == null
                        ? Optional.empty()
                        : Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port))));
    }

    /** The plant's address inside the tunnel: its last ten bytes are those of the plant's id. */
    static InetAddress service(PlantId plant) {
        var bytes = Bytes.ofHex(plant.text()).toArray();
        try {
            var prefix = InetAddress.ofLiteral(OVERLAY.first().toString()).getAddress();
            System.arraycopy(prefix, 0, bytes, 0, OVERLAY_BYTES);
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an id has sixteen bytes", e);
        }
    }
}
