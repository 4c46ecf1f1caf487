package metalplant.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.fabric.engine.Box;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.policy.Session.Terms;
import metalplant.fabric.zone.External;
import metalplant.fabric.zone.Neighbour;
import metalplant.fabric.zone.Zone.Network;
import metalplant.model.Problem;
import metalplant.model.ip.IpAddress;

/** Neighbours outside at this switch, as peerings of the plant say them. Those of other exits are theirs. */
final class Outside {
    private static final long ASN_LAST = 4_294_967_294L;

    private final Box box;
    private final SwitchDocument ports;
    private final List<Network> networks;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final List<External> externals = new ArrayList<>();

    Outside(Box box, SwitchDocument ports, List<Network> networks) {
        this.box = box;
        this.ports = ports;
        this.networks = networks;
    }

    List<Neighbour> neighbours() {
        return neighbours;
    }

    List<External> externals() {
        return externals;
    }

    /**
     * Takes one.
     *
     * @param id of the peering
     * @param bgp both ends
     * @return the address of the neighbour; empty if it is at another switch
     * @throws Problem RULE_VIOLATED if it is none
     */
    Optional<IpAddress> read(String id, String network, JsonNode bgp) {
        var local = bgp.path("local");
        var remote = bgp.path("remote");
        var place = FabricDocument.text(local, "port").split("@", -1);
        if (place.length != 2) {
            throw Problem.refused("the port of peering %s is none at a switch".formatted(id));
        }
        if (!place[1].equals(box.name())) {
            return Optional.empty();
        }
        var ends = new Ends(id, end(local), end(remote));
        neighbours.add(new Neighbour(
                id,
                network,
                Optional.empty(),
                box.name(),
                place[0],
                FabricDocument.number(local, "as", 0, ASN_LAST),
                ends.own().address(),
                FabricDocument.number(remote, "as", 0, ASN_LAST),
                ends.other().address(),
                ends.length()));
        requireFree(id, place[0]);
        networks.stream()
                .filter(each -> each.id().equals(network))
                .findFirst()
                .ifPresent(each -> externals.add(external(each, neighbours.getLast())));
        return Optional.of(ends.other().address());
    }

    /** What the neighbour may tell is where the network leads, and what it is told are addresses of the network. */
    private static External external(Network network, Neighbour neighbour) {
        return new External(
                network.id(),
                neighbour.exit(),
                neighbour.port(),
                neighbour.local(),
                neighbour.length(),
                neighbour.remote(),
                neighbour.remoteAs(),
                network.destinations(),
                network.prefixes(),
                Terms.stranger(neighbour.localAs()));
    }

    private record End(IpAddress address, Optional<Integer> length) {}

    private record Ends(String id, End own, End other) {
        int length() {
            return own.length()
                    .or(other::length)
                    .orElseThrow(() -> Problem.refused("peering %s has no length at either end".formatted(id)));
        }
    }

    /** An address with a length, or without one. */
    private static End end(JsonNode node) {
        var text = FabricDocument.text(node, "cidr");
        int slash = text.indexOf('/');
        var address = IpAddress.tryParse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> Problem.refused("cidr cannot be \"%s\"".formatted(SwitchDocument.shown(text))));
        var length = slash < 0 ? "" : text.substring(slash + 1);
        if (slash >= 0 && !length.matches("[0-9]{1,3}")) {
            throw Problem.refused("cidr cannot be \"%s\"".formatted(SwitchDocument.shown(text)));
        }
        return new End(address, slash < 0 ? Optional.empty() : Optional.of(Integer.parseInt(length)));
    }

    /** The plant's two answers may be of different moments: a machine or a firewall that hangs there is not cut off. */
    private void requireFree(String id, String port) {
        boolean used = ports.ports().stream()
                .anyMatch(each -> each.name().equals(port)
                        && (each.use() instanceof Use.Member || each.use() instanceof Use.Firewall));
        boolean known = box.links().contains(port)
                || ports.ports().stream().anyMatch(each -> each.name().equals(port));
        if (used || !known) {
            throw Problem.refused("the plant wants what may not be: port: peering %s is at %s, which %s"
                    .formatted(id, port, used ? "has a machine" : "is not here"));
        }
    }
}
