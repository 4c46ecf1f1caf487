package metalplant.core.peering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.ByLabel;
import metalplant.fabric.zone.Neighbour;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Settlement;
import metalplant.fabric.zone.Settlement.Settled;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.peering.Peering;
import metalplant.model.peering.PeeringRules;
import metalplant.model.peering.PeeringType;
import metalplant.model.peering.SwitchFabric;
import metalplant.model.project.Project;

/**
 * A partition and those of its zone that this plant has, as far as they are about who may talk to whom: what is stored, and what of it can be.
 *
 * @param partitions by their number in the zone, the asked one first
 * @param networks by id, super networks and underlays too
 * @param byLabel peerings that follow from labels of projects, admitted or not
 */
record StoredZone(
        Map<Integer, Partition> partitions,
        Map<String, Network> networks,
        List<Peering> asked,
        List<Zone.Peering> byLabel,
        List<SwitchFabric> switches,
        Settled settled) {
    /** VRF and VNI of what crosses partitions: the last one that there is, which no plant's window gives away first. */
    static final int DCI_VRF = 16_777_215;

    /** Label of a network with what of the partition's additional announcable CIDRs is its own, separated by commas. */
    static final String ANNOUNCE_LABEL = "plant.metal-stack.io/announce";

    /** Numbers of partitions within a plant. */
    private static final int PARTITIONS = 256;

    static final Comparator<Entity<?>> OLDEST_FIRST =
            Comparator.comparing((Entity<?> each) -> each.stamp().created()).thenComparing(Entity::id);

    /** What is stored. @throws metalplant.model.Problem ENTITY_NOT_FOUND for the partition */
    static StoredZone of(Tx tx, String partitionId, int plant) {
        return of(ZoneSource.of(tx), partitionId, plant);
    }

    /** The same of what was read before. */
    static StoredZone of(ZoneSource source, String partitionId, int plant) {
        return of(source, partitionId, plant, Optional.empty());
    }

    /**
     * The same with one peering more, the youngest of all that were asked for.
     *
     * @param plant its number in the federation, 0 without one
     */
    static StoredZone of(ZoneSource source, String partitionId, int plant, Optional<Peering> more) {
        var own = source.partitions().stream()
                .filter(each -> each.id().equals(partitionId))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("partition", partitionId));
        var partitions = partitions(source, own, plant);
        var ids = partitions.values().stream().map(Partition::id).toList();
        var asked = Stream.concat(
                        ids.stream()
                                .flatMap(id -> source.peerings(id).stream())
                                .filter(each -> more.filter(one -> one.id().equals(each.id()))
                                        .isEmpty())
                                .sorted(OLDEST_FIRST),
                        more.stream())
                .toList();
        var networks = networks(source, ids, asked);
        var switches = ids.stream().flatMap(id -> source.switches(id).stream()).toList();
        var draft = new Draft(partitionId, partitions, networks, switches);
        var hosts = draft.hosts();
        var labelled = labelled(source, hosts);
        var pairs = asked.stream()
                .filter(each -> each.type() == PeeringType.LOCAL)
                .map(each -> new Zone.Peering(each.id(), each.network1(), each.network2(), false))
                .toList();
        var byLabel = ByLabel.peerings(labelled, pairs);
        var neighbours =
                asked.stream().flatMap(each -> neighbour(each).stream()).toList();
        var zone = new Zone(
                draft.zonePartitions(),
                hosts,
                Stream.concat(pairs.stream(), byLabel.stream()).toList(),
                draft.cables(),
                List.of(),
                proposal(source, own));
        return new StoredZone(partitions, networks, asked, byLabel, switches, Settlement.of(zone, neighbours));
    }

    /** As the zone's label says; the third without one. A zone of another plant may have a word of a newer release. */
    static Proposal proposal(ZoneSource source, Partition partition) {
        return Optional.of(partition.zoneId())
                .filter(each -> !each.isEmpty())
                .flatMap(source::zone)
                .flatMap(each -> Optional.ofNullable(each.labels().get(Proposals.LABEL)))
                .flatMap(Proposal::tryParse)
                .orElse(Proposal.LEAVES_LEAK);
    }

    private static Map<Integer, Partition> partitions(ZoneSource source, Partition own, int plant) {
        var all = source.partitions().stream().sorted(OLDEST_FIRST).toList();
        var numbered = new TreeMap<Integer, Partition>();
        IntStream.range(0, all.size()).forEach(i -> numbered.put(plant * PARTITIONS + i + 1, all.get(i)));
        numbered.values()
                .removeIf(each -> !each.id().equals(own.id())
                        && (own.zoneId().isEmpty() || !own.zoneId().equals(each.zoneId())));
        return numbered;
    }

    private static Map<String, Network> networks(ZoneSource source, List<String> partitions, List<Peering> asked) {
        var found = new TreeMap<String, Network>();
        partitions.forEach(id -> source.networks(id).forEach(each -> found.put(each.id(), each)));
        var others = asked.stream()
                .flatMap(each -> each.networks().stream())
                .filter(id -> !found.containsKey(id))
                .distinct()
                .sorted()
                .toList();
        source.networks(others).forEach(each -> found.put(each.id(), each));
        return found;
    }

    /** The networks of projects all of whose networks reach each other, the oldest first as they come. */
    private static List<Zone.Network> labelled(ZoneSource source, List<Zone.Network> networks) {
        var projects = networks.stream()
                .filter(each -> each.kind() == Kind.PRIVATE)
                .flatMap(each -> each.project().stream())
                .collect(Collectors.toSet());
        var wanted = source.projects(projects).stream()
                .filter(PeeringRules::peersByLabel)
                .map(Project::id)
                .collect(Collectors.toSet());
        return networks.stream()
                .filter(each -> each.project().filter(wanted::contains).isPresent())
                .toList();
    }

    private static Optional<Neighbour> neighbour(Peering peering) {
        return peering.bgp()
                .map(bgp -> new Neighbour(
                        peering.id(),
                        peering.network1(),
                        Optional.of(peering.network2()).filter(each -> !each.isEmpty()),
                        bgp.switchId(),
                        bgp.port(),
                        bgp.localAs(),
                        bgp.local(),
                        bgp.remoteAs(),
                        bgp.remote(),
                        bgp.length()));
    }

    /** What the nouns of the plant are in the terms of the fabric. */
    private record Draft(
            String own,
            Map<Integer, Partition> partitions,
            Map<String, Network> networks,
            List<SwitchFabric> switches) {
        /** The own one first: of partitions that do not fit together each goes on alone. */
        List<Zone.Partition> zonePartitions() {
            return partitions.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<Integer, Partition> each) ->
                                    !each.getValue().id().equals(own))
                            .thenComparing(Map.Entry::getKey))
                    .map(each -> partition(each.getKey(), each.getValue()))
                    .toList();
        }

        private Zone.Partition partition(int number, Partition partition) {
            var supers = networks.values().stream()
                    .filter(each -> each.privateSuper() && each.partitionId().equals(partition.id()))
                    .toList();
            return new Zone.Partition(
                    number,
                    supers.stream().flatMap(each -> each.prefixes().stream()).toList(),
                    DCI_VRF,
                    List.of(),
                    exits(partition)
                            .map(each -> new Zone.Exit(each.switchId(), each.asn(), each.uplinks()))
                            .toList(),
                    supers.stream()
                            .flatMap(each -> each.additionalAnnouncableCidrs().stream())
                            .flatMap(text -> Cidr.tryParse(text).stream())
                            .toList());
        }

        private Stream<SwitchFabric> exits(Partition partition) {
            return switches.stream()
                    .filter(each -> each.role() == SwitchFabric.Role.EXIT
                            && each.partitionId().equals(partition.id()));
        }

        List<Zone.Cable> cables() {
            return switches.stream()
                    .flatMap(each -> each.cables().stream()
                            .map(cable -> new Zone.Cable(
                                    cable.name(), each.switchId(), cable.address(), cable.exit(), cable.neighbour())))
                    .filter(distinctBy(Zone.Cable::name))
                    .toList();
        }

        /** The oldest first. Super networks and underlays too, so that a peering with them is refused for what it is. */
        List<Zone.Network> hosts() {
            var numbers = new TreeMap<String, Integer>();
            partitions.forEach((number, partition) -> numbers.put(partition.id(), number));
            return networks.values().stream()
                    .sorted(OLDEST_FIRST)
                    .filter(each -> each.vrf() > 0 || each.privateSuper() || each.underlay())
                    .filter(each -> each.partitionId().isEmpty() || numbers.containsKey(each.partitionId()))
                    .map(each -> network(each, numbers.getOrDefault(each.partitionId(), Zone.ANYWHERE)))
                    .toList();
        }

        private static Zone.Network network(Network network, int partition) {
            boolean forAll = network.shared() || network.projectId().isEmpty();
            return new Zone.Network(
                    network.id(),
                    forAll ? Optional.empty() : Optional.of(network.projectId()),
                    partition,
                    (int) network.vrf(),
                    network.prefixes(),
                    List.of(),
                    kind(network, forAll),
                    announced(network),
                    false);
        }

        private static Kind kind(Network network, boolean forAll) {
            return switch (network.type()) {
                case EXTERNAL -> Kind.EXTERNAL;
                case UNDERLAY -> Kind.UNDERLAY;
                case SUPER, SUPER_NAMESPACED -> Kind.SUPER;
                case CHILD, CHILD_SHARED -> forAll ? Kind.SHARED : Kind.PRIVATE;
            };
        }
    }

    /** What it announces beside its prefixes; what is no prefix is none. */
    static List<Cidr> announced(Network network) {
        return Arrays.stream(network.labels().getOrDefault(ANNOUNCE_LABEL, "").split(",", -1))
                .map(String::strip)
                .flatMap(text -> Cidr.tryParse(text).stream())
                .distinct()
                .toList();
    }

    private static <T> Predicate<T> distinctBy(Function<T, String> key) {
        var seen = new HashSet<String>();
        return each -> seen.add(key.apply(each));
    }

    /** The number of a partition of the zone. */
    int number(String partitionId) {
        return partitions.entrySet().stream()
                .filter(each -> each.getValue().id().equals(partitionId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** All peerings of a partition, in order of id, whether they can be or not. */
    List<Peering> peerings(String partitionId) {
        var derived = byLabel.stream().map(this::derived);
        return Stream.concat(asked.stream(), derived)
                .filter(each -> each.partitionId().equals(partitionId))
                .sorted(Comparator.comparing(Peering::id))
                .toList();
    }

    private Peering derived(Zone.Peering pair) {
        var first = stored(pair.network1());
        var second = stored(pair.network2());
        var younger = OLDEST_FIRST.compare(first, second) < 0 ? second : first;
        var since = younger.stamp().created();
        return new Peering(
                pair.id(),
                "",
                "",
                pair.network1(),
                pair.network2(),
                PeeringType.LOCAL,
                Optional.empty(),
                first.partitionId(),
                first.projectId(),
                Map.of(),
                new Stamp(younger.stamp().uid(), "", 0, since, since));
    }

    private Network stored(String id) {
        return Optional.ofNullable(networks.get(id)).orElseThrow();
    }

    /** Changes whenever the peering or a network of it does. */
    String revision(Peering peering) {
        return Stream.concat(
                        Stream.of(peering.stamp().version()),
                        peering.networks().stream()
                                .map(id -> Optional.ofNullable(networks.get(id))
                                        .map(each -> each.stamp().version())
                                        .orElse(0L)))
                .map(String::valueOf)
                .collect(Collectors.joining("."));
    }

    /** What cannot be in this partition, in order. */
    List<Settlement.Left> left() {
        return new ArrayList<>(settled.left());
    }
}
