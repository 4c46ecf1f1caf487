package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.Zone.Network;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Whether one more neighbour outside can be, beside those that were added before. */
final class NeighbourChecks {
    /** Bits of the host part of a prefix with two ends, by family: with and without a first and last address of its own. */
    private static final Set<Integer> HOST_BITS = Set.of(1, 2);

    private static final long ASN_LAST = 4_294_967_294L;

    /** Stands for ASNs of four bytes where only two fit (RFC 6793). */
    private static final long AS_TRANS = 23_456;

    private final Zone zone;
    private final Set<String> ports = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    NeighbourChecks(Zone zone) {
        this.zone = zone;
    }

    void add(Neighbour neighbour) {
        ports.add(port(neighbour));
        counts.merge(neighbour.network1(), 1, Integer::sum);
    }

    private static String port(Neighbour neighbour) {
        return neighbour.port() + "@" + neighbour.exit();
    }

    /** Everything against it. */
    List<Refusal> of(Neighbour neighbour) {
        var found = new ArrayList<Refusal>();
        neighbour
                .network2()
                .ifPresent(other -> found.add(refusal(
                        "transitive",
                        "%s would get to the neighbour through %s: an external peering has one network",
                        other,
                        neighbour.network1())));
        var network = zone.network(neighbour.network1());
        if (network.isEmpty()) {
            found.add(refusal("network-known", "network %s is not there", neighbour.network1()));
        }
        network.ifPresent(each -> PeeringChecks.kind(each, found));
        place(neighbour, network, found);
        if (counts.getOrDefault(neighbour.network1(), 0) >= Admission.PEERINGS_MAX) {
            found.add(refusal(
                    "peerings-max",
                    "network %s can have %d external peerings",
                    neighbour.network1(),
                    Admission.PEERINGS_MAX));
        }
        numbers(neighbour, found);
        ends(neighbour.local(), neighbour.remote(), neighbour.length()).ifPresent(found::add);
        return found;
    }

    private void place(Neighbour neighbour, Optional<Network> network, List<Refusal> found) {
        var home = zone.ofExit(neighbour.exit());
        if (home.isEmpty()) {
            found.add(refusal(
                    "exit-known",
                    "%s is no exit of the partition, or its agent has not told yet that it is one",
                    neighbour.exit()));
            return;
        }
        network.filter(each -> each.partition() != Zone.ANYWHERE
                        && each.partition() != home.get().number())
                .ifPresent(each -> found.add(
                        refusal("same-partition", "%s is not in the partition of %s", each.id(), neighbour.exit())));
        home.flatMap(each -> each.exit(neighbour.exit()))
                .filter(each -> each.uplinks().contains(neighbour.port()))
                .ifPresent(each -> found.add(
                        refusal("port-uplink", "%s of %s leads into the fabric", neighbour.port(), neighbour.exit())));
        if (ports.contains(port(neighbour))) {
            found.add(refusal("port-once", "%s has a neighbour already", port(neighbour)));
        }
    }

    private static void numbers(Neighbour neighbour, List<Refusal> found) {
        for (long each : List.of(neighbour.localAs(), neighbour.remoteAs())) {
            if (each < 1 || each > ASN_LAST || each == AS_TRANS) {
                found.add(refusal("asn", "%d is no AS number of a network", each));
            }
        }
        if (neighbour.localAs() == neighbour.remoteAs()) {
            found.add(refusal("asn", "both ends have AS %d, but external BGP is between two", neighbour.localAs()));
        }
    }

    /** Why these two cannot be the ends of a link. */
    static Optional<Refusal> ends(IpAddress local, IpAddress remote, int length) {
        int hostBits = local.family().bits() - length;
        if (!HOST_BITS.contains(hostBits)) {
            return Optional.of(
                    refusal("cidr-length", "the link needs /30, /31, /126 or /127, not /%d with %s", length, local));
        }
        var link = new Cidr(local, length);
        if (!link.contains(remote) || local.equals(remote)) {
            return Optional.of(refusal("cidr-ends", "%s does not hold %s and %s as two ends", link, local, remote));
        }
        boolean reserved = hostBits == 2
                && List.of(local, remote).stream()
                        .anyMatch(each -> each.equals(link.first())
                                || (each.family() == AddressFamily.IPV4 && each.equals(link.last())));
        return reserved
                ? Optional.of(refusal(
                        "cidr-ends", "the ends %s and %s are not the two in the middle of %s", local, remote, link))
                : Optional.empty();
    }

    private static Refusal refusal(String rule, String message, Object... words) {
        return new Refusal(rule, message.formatted(words));
    }
}
