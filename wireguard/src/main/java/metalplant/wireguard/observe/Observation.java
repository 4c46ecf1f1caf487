package metalplant.wireguard.observe;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * What the machine looks like, as far as it is ours.
 *
 * @param firewallIsOurs whether the packet filter is the one we loaded, unchanged
 * @param addresses of the loopback interface, inside the overlay
 * @param links interfaces of the mesh, by name
 * @param routes those with our mark
 */
public record Observation(
        boolean firewallIsOurs,
        boolean loopbackIsUp,
        SortedSet<IpAddress> addresses,
        SortedMap<String, SeenLink> links,
        List<SeenRoute> routes) {
    public Observation {
        addresses = Collections.unmodifiableSortedSet(new TreeSet<>(addresses));
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        routes = List.copyOf(routes);
    }

    /** A machine that has nothing of ours. */
    public static Observation nothing() {
        return new Observation(false, false, new TreeSet<>(), new TreeMap<>(), List.of());
    }

    /**
     * An interface.
     *
     * @param device what WireGuard says of it; nothing if nobody answers for it
     */
    public record SeenLink(boolean up, int mtu, Optional<SeenDevice> device) {}

    /** A route; {@code device} is empty for the one that refuses. */
    public record SeenRoute(Cidr target, Optional<String> device, int metric, Optional<IpAddress> source) {}
}
