package metalplant.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Box;
import metalplant.fabric.engine.Port;
import metalplant.fabric.zone.Admission;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Who may talk to whom, as the plant says it ({@code docs/peering.md}), together with what ports say.
 *
 * @param version of the document; "" if the plant has none
 * @param peerings those that this is made of, by id
 */
public record FabricDocument(String version, Zone zone, Map<String, Peer> peerings) {
    private static final int LIST_MAX = 8192;
    private static final int ONLY = 1;

    public FabricDocument {
        peerings = Collections.unmodifiableMap(new TreeMap<>(peerings));
    }

    /**
     * A peering of the plant, and which revision of it this is made of.
     *
     * @param network2 "" of one with a neighbour outside
     * @param neighbour the address of that, if it is at this switch
     */
    public record Peer(String revision, String network1, String network2, Optional<String> neighbour) {}

    /** What a plant without such documents means: every VRF for itself. */
    public static FabricDocument none(Box box, SwitchDocument ports) {
        var networks = new ArrayList<Network>();
        var members = new TreeMap<String, List<Cidr>>();
        for (int vrf : vrfs(ports)) {
            var id = "vrf" + vrf;
            networks.add(
                    new Network(id, Optional.of(id), ONLY, vrf, ports.filters().getOrDefault(vrf, List.of())));
            members.put(id, List.of());
        }
        var leaves =
                box.role() == SwitchRole.LEAF ? List.of(new Leaf(box.name(), box.asn(), members)) : List.<Leaf>of();
        var exits = box.role() == SwitchRole.EXIT ? List.of(new Exit(box.name(), box.asn())) : List.<Exit>of();
        return new FabricDocument(
                "",
                new Zone(List.of(new Partition(ONLY, List.of(), 0, leaves, exits)), networks, List.of(), List.of()),
                Map.of());
    }

    private static List<Integer> vrfs(SwitchDocument ports) {
        return ports.ports().stream()
                .flatMap(
                        each -> each.use() instanceof Port.Use.Member member ? Stream.of(member.vrf()) : Stream.empty())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Reads the answer of {@code GET /v1/switch/ID/fabric}.
     *
     * @throws Problem RULE_VIOLATED if something in it is none, or would leak: whoever sends it is not believed
     */
    public static FabricDocument read(JsonNode document, Box box, SwitchDocument ports) {
        var networks = networks(document, ports);
        var byVrf = new HashMap<Integer, Network>();
        int own = number(
                list(document, "partitions").stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.refused("the plant names no partition of this switch")),
                "number",
                1,
                65_535);
        networks.stream()
                .filter(each -> each.partition() == own || each.partition() == Zone.ANYWHERE)
                .forEach(each -> byVrf.put(each.vrf(), each));
        for (int vrf : vrfs(ports)) {
            if (!byVrf.containsKey(vrf)) {
                // The two answers are of different moments; the next one has it.
                var lone = new Network(
                        "vrf" + vrf,
                        Optional.of("vrf" + vrf),
                        own,
                        vrf,
                        ports.filters().getOrDefault(vrf, List.of()));
                networks.add(lone);
                byVrf.put(vrf, lone);
            }
        }
        var members = new TreeMap<String, List<Cidr>>();
        vrfs(ports)
                .forEach(vrf -> members.put(
                        Optional.ofNullable(byVrf.get(vrf)).orElseThrow().id(), List.of()));
        var partitions = new ArrayList<Partition>();
        for (var each : list(document, "partitions")) {
            partitions.add(partition(each, box, own, members));
        }
        var ids = new HashSet<String>();
        networks.forEach(each -> ids.add(each.id()));
        var peerings = new ArrayList<Peering>();
        var outside = new Outside(box, ports, networks);
        var revisions = new TreeMap<String, Peer>();
        for (var each : list(document, "peerings")) {
            var id = text(each, "id");
            var one = text(each, "network1");
            var other = text(each, "network2");
            if (text(each, "peeringType").equals("external")) {
                outside.read(id, one, each.path("bgp"))
                        .ifPresent(neighbour -> revisions.put(
                                id, new Peer(text(each, "revision"), one, "", Optional.of(neighbour.toString()))));
            } else if (ids.containsAll(List.of(one, other))) {
                peerings.add(new Peering(id, one, other, false, prefixes(each, "publics")));
                revisions.put(id, new Peer(text(each, "revision"), one, other, Optional.empty()));
            }
        }
        var zone = new Zone(
                partitions,
                List.copyOf(networks),
                peerings,
                cables(document, partitions),
                outside.externals(),
                proposal(text(document, "proposal")));
        var refusals = Stream.concat(Admission.of(zone).stream(), Admission.of(zone, outside.neighbours()).stream())
                .toList();
        if (!refusals.isEmpty()) {
            throw Problem.refused("the plant wants what may not be: "
                    + refusals.getFirst().rule() + ": " + refusals.getFirst().message());
        }
        return new FabricDocument(text(document, "version"), zone, revisions);
    }

    /** A plant that says nothing of it is older, and means the third. */
    private static Proposal proposal(String word) {
        return word.isEmpty()
                ? Proposal.LEAVES_LEAK
                : Proposal.tryParse(word)
                        .orElseThrow(() -> Problem.refused("proposal cannot be \"%s\": this agent knows 1, 2b and 3"
                                .formatted(SwitchDocument.shown(word))));
    }

    private static Partition partition(JsonNode node, Box box, int own, Map<String, List<Cidr>> members) {
        int number = number(node, "number", 1, 65_535);
        boolean here = number == own;
        var exits = new ArrayList<Exit>();
        for (var each : list(node, "exits")) {
            var name = text(each, "switchid");
            // Of its own ports a switch knows best what they are for.
            exits.add(new Exit(
                    name, number(each, "asn", 1, 4_294_967_294L), name.equals(box.name()) ? box.links() : List.of()));
        }
        if (here
                && box.role() == SwitchRole.EXIT
                && exits.stream().noneMatch(each -> each.name().equals(box.name()))) {
            exits.add(new Exit(box.name(), box.asn(), box.links()));
        }
        return new Partition(
                number,
                prefixes(node, "supers"),
                number(node, "dci", 0, 16_777_215),
                here && box.role() == SwitchRole.LEAF ? List.of(new Leaf(box.name(), box.asn(), members)) : List.of(),
                exits,
                prefixes(node, "announceable"));
    }

    private static List<Network> networks(JsonNode document, SwitchDocument ports) {
        var found = new ArrayList<Network>();
        for (var each : list(document, "networks")) {
            int vrf = number(each, "vrf", 1, 16_777_215);
            var kind = text(each, "kind");
            var prefixes = prefixes(each, "prefixes");
            var pods = prefixes(each, "announced");
            var carried = Stream.concat(prefixes.stream(), pods.stream()).toList();
            var further = ports.filters().getOrDefault(vrf, List.of()).stream()
                    .filter(prefix -> carried.stream().noneMatch(one -> one.contains(prefix)))
                    .toList();
            var project = text(each, "projectid");
            boolean external = kind.equals("external");
            boolean shared = kind.equals("shared") || project.isEmpty();
            found.add(new Network(
                    text(each, "id"),
                    shared ? Optional.empty() : Optional.of(project),
                    number(each, "partition", external ? Zone.ANYWHERE : 1, 65_535),
                    vrf,
                    prefixes,
                    further,
                    external ? Kind.EXTERNAL : shared ? Kind.SHARED : Kind.PRIVATE,
                    pods,
                    each.path("stays").asBoolean(false),
                    external ? prefixes(each, "destinationprefixes") : List.of()));
        }
        return found;
    }

    private static List<Cable> cables(JsonNode document, List<Partition> partitions) {
        var exits = new HashSet<String>();
        partitions.forEach(partition -> partition.exits().forEach(exit -> exits.add(exit.name())));
        var found = new ArrayList<Cable>();
        for (var each : list(document, "cables")) {
            var cable = new Cable(
                    text(each, "name"),
                    text(each, "exit1"),
                    address(each, "address1"),
                    text(each, "exit2"),
                    address(each, "address2"));
            if (exits.contains(cable.exit1()) && exits.contains(cable.exit2())) {
                found.add(cable);
            }
        }
        return found;
    }

    static List<JsonNode> list(JsonNode node, String name) {
        var list = node.path(name);
        if (list.size() > LIST_MAX) {
            throw Problem.refused("%s has more than %d entries".formatted(name, LIST_MAX));
        }
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    static String text(JsonNode node, String name) {
        var text = node.path(name).asText("");
        if (!text.matches("[A-Za-z0-9._:/@-]{0,128}")) {
            throw Problem.refused("%s cannot be \"%s\"".formatted(name, SwitchDocument.shown(text)));
        }
        return text;
    }

    private static int number(JsonNode node, String name, int from, int to) {
        return (int) number(node, name, from, (long) to);
    }

    static long number(JsonNode node, String name, int from, long to) {
        long value = node.path(name).canConvertToLong() ? node.path(name).asLong(-1) : -1;
        if (value < from || value > to) {
            throw Problem.refused("%s cannot be %s"
                    .formatted(name, SwitchDocument.shown(node.path(name).toString())));
        }
        return value;
    }

    static List<Cidr> prefixes(JsonNode node, String name) {
        return list(node, name).stream()
                .map(each -> Cidr.tryParse(each.asText(""))
                        .orElseThrow(() -> Problem.refused(
                                "%s cannot have \"%s\"".formatted(name, SwitchDocument.shown(each.asText(""))))))
                .toList();
    }

    static IpAddress address(JsonNode node, String name) {
        return IpAddress.tryParse(text(node, name)).orElseThrow(() -> Problem.refused(name + " is no address"));
    }
}
