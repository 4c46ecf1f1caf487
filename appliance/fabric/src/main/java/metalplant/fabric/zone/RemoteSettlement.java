package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Settlement.Settled;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;

/**
 * Takes partitions of other plants into a zone that is settled. What is there stays as it is, whatever others say: of two things that do not
 * fit, the one of another plant is left out, so nobody can break somebody else's fabric by what it tells.
 *
 * <p>It refuses a little more than would have to be: a network is held against everything that might cross, also against what then finds
 * nobody to cross to. So one look at each is enough, however much there is.
 */
public final class RemoteSettlement {
    /** Networks of other plants in a zone. */
    public static final int NETWORKS_MAX = 2_048;

    private final Settled local;
    private final Proposal proposal;
    private final List<Left> left;
    private final List<Partition> partitions;
    private final List<Network> taken = new ArrayList<>();
    private final Set<String> staying = new HashSet<>();

    /** Of a project: in which partitions it has networks that may cross. */
    private final Map<String, Set<Integer>> places = new HashMap<>();

    private final Map<Integer, List<Network>> byVrf = new HashMap<>();
    private final Map<Integer, Network> lanes = new HashMap<>();
    private final PrefixIndex crossing = new PrefixIndex();
    private final Map<String, PrefixIndex> ofProjects = new HashMap<>();
    /** What networks of a project reach in their own partition. */
    private final Map<String, PrefixIndex> peers = new HashMap<>();

    private final PrefixIndex outside = new PrefixIndex();

    private RemoteSettlement(Settled local) {
        this.local = local;
        this.proposal = local.zone().proposal();
        this.left = new ArrayList<>(local.left());
        this.partitions = new ArrayList<>(local.zone().partitions());
    }

    /**
     * A partition of another plant.
     *
     * @param name for people
     * @param networks of projects, of this partition; the first of two that do not fit stays
     */
    public record Remote(String name, Partition partition, List<Network> networks) {
        public Remote {
            networks = List.copyOf(networks);
        }
    }

    /**
     * The zone with as much of the other partitions as fits.
     *
     * @param local settled, without others
     * @param beside networks of the plant that are in no partition: switches may have their VRFs
     * @param cables between exits of the zone and of the others
     */
    public static Settled of(Settled local, List<Remote> others, List<Network> beside, List<Cable> cables) {
        if (others.isEmpty() && cables.isEmpty()) {
            return local;
        }
        var settlement = new RemoteSettlement(local);
        var accepted = others.stream().filter(settlement::fits).toList();
        settlement.look(accepted, beside);
        settlement.own(accepted);
        accepted.forEach(settlement::take);
        if (settlement.proposal == Proposal.EQUAL_VNIS) {
            settlement.pair();
        }
        return settlement.settled(cables);
    }

    private void leave(String kind, String id, Refusal refusal) {
        left.add(new Left(kind, id, refusal));
    }

    /** Whether there is room for the partition itself. */
    private boolean fits(Remote remote) {
        var against = partitions.stream()
                .flatMap(each -> against(each, remote.partition()).stream())
                .findFirst();
        against.ifPresentOrElse(
                each -> leave("partition", remote.name(), each), () -> partitions.add(remote.partition()));
        return against.isEmpty();
    }

    private Optional<Refusal> against(Partition one, Partition other) {
        if (one.number() == other.number()) {
            return Optional.of(
                    new Refusal("partition-once", "number %d is another partition's".formatted(one.number())));
        }
        if (one.switches().anyMatch(each -> other.switches().anyMatch(each::equals))) {
            return Optional.of(new Refusal("switch-once", "it has exits with names of others"));
        }
        return proposal != Proposal.LEAVES_LEAK
                ? Optional.empty()
                : other.supers().stream()
                        .filter(each -> one.supers().stream().anyMatch(each::overlaps))
                        .findFirst()
                        .map(each -> new Refusal(
                                "supers-disjoint",
                                "its super network %s overlaps one of partition %d".formatted(each, one.number())));
    }

    private void look(List<Remote> accepted, List<Network> beside) {
        Stream.concat(local.zone().networks().stream(), accepted.stream().flatMap(each -> each.networks().stream()))
                .filter(Zone::crosses)
                .forEach(each -> places.computeIfAbsent(project(each), _ -> new TreeSet<>())
                        .add(each.partition()));
        Stream.concat(local.zone().networks().stream(), beside.stream())
                .forEach(each -> byVrf.computeIfAbsent(each.vrf(), _ -> new ArrayList<>())
                        .add(each));
        Stream.concat(local.zone().networks().stream(), beside.stream())
                .filter(each -> each.kind() == Kind.EXTERNAL)
                .forEach(outside::add);
        for (var peering : local.zone().peerings()) {
            peer(peering.network1(), peering.network2());
            peer(peering.network2(), peering.network1());
        }
    }

    private void peer(String home, String guest) {
        local.zone()
                .network(home)
                .filter(Zone::crosses)
                .ifPresent(each -> local.zone()
                        .network(guest)
                        .ifPresent(peers.computeIfAbsent(project(each), _ -> new PrefixIndex())::add));
    }

    private static String project(Network network) {
        return network.project().orElse("");
    }

    private boolean isElsewhere(Network network) {
        return places.getOrDefault(project(network), Set.of()).size() > 1;
    }

    /** Networks of this plant: those that cross already do so, others have to be fit for it, or stay where they are. */
    private void own(List<Remote> accepted) {
        var abroad = new HashSet<String>();
        accepted.forEach(remote -> remote.networks().forEach(each -> abroad.add(project(each))));
        var zone = local.zone();
        var candidates = new ArrayList<Network>();
        for (var each : zone.networks()) {
            if (!Zone.crosses(each)) {
                continue;
            }
            if (zone.siblings(each).isEmpty()) {
                candidates.add(each);
            } else {
                cross(each);
            }
        }
        for (var each : candidates) {
            if (!abroad.contains(project(each))) {
                continue;
            }
            var found = new ArrayList<Refusal>();
            zone.partition(each.partition()).ifPresent(home -> CrossingChecks.home(proposal, each, home, found));
            numbers(each, found);
            if (proposal == Proposal.LEAVES_LEAK) {
                crossing.owner(each.carried()).ifPresent(other -> found.add(CrossingChecks.overlapping(each, other)));
            }
            if (found.isEmpty()) {
                cross(each);
            } else {
                staying.add(each.id());
                leave("network", each.id(), found.getFirst());
            }
        }
    }

    private void cross(Network network) {
        crossing.add(network);
        ofProjects.computeIfAbsent(project(network), _ -> new PrefixIndex()).add(network);
        lanes.putIfAbsent(Planner.lane(network.vrf()), network);
    }

    private void take(Remote remote) {
        boolean full = false;
        var home = remote.partition();
        for (var each : remote.networks()) {
            if (each.partition() != home.number() || !Zone.crosses(each) || !isElsewhere(each)) {
                continue;
            }
            if (taken.size() >= NETWORKS_MAX) {
                full = true;
                continue;
            }
            var found = against(each, home);
            if (found.isPresent()) {
                leave("network", each.id(), found.get());
            } else {
                taken.add(each);
                byVrf.computeIfAbsent(each.vrf(), _ -> new ArrayList<>()).add(each);
                cross(each);
            }
        }
        if (full) {
            leave(
                    "partition",
                    remote.name(),
                    new Refusal(
                            "too-many",
                            "a zone takes %d networks of other plants, and this one has more than are left"
                                    .formatted(NETWORKS_MAX)));
        }
    }

    private Optional<Refusal> against(Network network, Partition home) {
        var found = new ArrayList<Refusal>();
        var same = byVrf.getOrDefault(network.vrf(), List.of());
        if (network.vrf() == home.dci()
                || same.stream().anyMatch(each -> each.partition() == network.partition())
                || same.stream().anyMatch(each -> each.id().equals(network.id()))) {
            found.add(new Refusal("vrf-once", "VRF %d of network %s is in use".formatted(network.vrf(), network.id())));
        }
        CrossingChecks.home(proposal, network, home, found);
        numbers(network, found);
        overlaps(network, found);
        return found.stream().findFirst();
    }

    private void numbers(Network network, List<Refusal> found) {
        var same = byVrf.getOrDefault(network.vrf(), List.of()).stream()
                .filter(each -> each.partition() != network.partition());
        switch (proposal) {
            case EXITS_JOIN ->
                same.findFirst().ifPresent(other -> found.add(CrossingChecks.disjoint(proposal, network, other)));
            case LEAVES_LEAK ->
                same.filter(each -> each.project().equals(network.project()) && !each.stays())
                        .findFirst()
                        .ifPresent(other -> found.add(CrossingChecks.disjoint(proposal, network, other)));
            case EQUAL_VNIS ->
                same.filter(each -> !each.project().equals(network.project()))
                        .findFirst()
                        .ifPresent(other -> found.add(CrossingChecks.strange(network, other)));
        }
        if (proposal.carriesNetworks()) {
            Optional.ofNullable(lanes.get(Planner.lane(network.vrf())))
                    .filter(other -> other.vrf() != network.vrf())
                    .ifPresent(other -> found.add(CrossingChecks.lane(network, other)));
        }
    }

    /** With what crosses; with its project's, which never overlap; with what these reach besides; and with what is of the world outside. */
    private void overlaps(Network network, List<Refusal> found) {
        var prefixes = network.carried();
        if (proposal == Proposal.LEAVES_LEAK) {
            crossing.owner(prefixes).ifPresent(other -> found.add(CrossingChecks.overlapping(network, other)));
        }
        Optional.ofNullable(ofProjects.get(project(network)))
                .flatMap(each -> each.owner(prefixes))
                .ifPresent(other -> found.add(CrossingChecks.overlapping(network, other)));
        Optional.ofNullable(peers.get(project(network)))
                .flatMap(each -> each.owner(prefixes))
                .ifPresent(other -> found.add(new Refusal(
                        "disjoint",
                        "%s overlaps %s, which networks of its project reach here already"
                                .formatted(network.id(), other.id()))));
        outside.owner(prefixes)
                .ifPresent(other -> found.add(new Refusal(
                        "disjoint", "%s overlaps the external network %s".formatted(network.id(), other.id()))));
    }

    /** By equal numbers: a network whose number is in one partition alone has nobody to cross to. */
    private void pair() {
        var homes = new HashMap<List<Object>, Set<Integer>>();
        var all = Stream.concat(local.zone().networks().stream(), taken.stream())
                .filter(each -> Zone.crosses(each) && !staying.contains(each.id()))
                .toList();
        all.forEach(
                each -> homes.computeIfAbsent(key(each), _ -> new HashSet<>()).add(each.partition()));
        var joined = new HashMap<String, List<Network>>();
        all.stream()
                .filter(each -> isJoined(homes, each))
                .forEach(each -> joined.computeIfAbsent(project(each), _ -> new ArrayList<>())
                        .add(each));
        for (var each : all) {
            if (isJoined(homes, each)) {
                continue;
            }
            var other = joined.getOrDefault(project(each), List.of()).stream()
                    .filter(one -> one.partition() != each.partition())
                    .findFirst();
            if (taken.remove(each)) {
                leave("network", each.id(), CrossingChecks.unequal(each, other.orElseGet(() -> relative(all, each))));
            } else if (other.isPresent()) {
                staying.add(each.id());
                leave("network", each.id(), CrossingChecks.unequal(each, other.get()));
            }
        }
    }

    private static List<Object> key(Network network) {
        return List.of(project(network), network.vrf());
    }

    private static boolean isJoined(Map<List<Object>, Set<Integer>> homes, Network network) {
        return homes.getOrDefault(key(network), Set.of()).size() > 1;
    }

    private static Network relative(List<Network> all, Network of) {
        return all.stream()
                .filter(each -> each.project().equals(of.project()) && each.partition() != of.partition())
                .findFirst()
                .orElse(of);
    }

    private Settled settled(List<Cable> more) {
        var zone = local.zone();
        var networks = Stream.concat(
                        zone.networks().stream().map(each -> staying.contains(each.id()) ? each.staying() : each),
                        taken.stream())
                .toList();
        var bare = zone.with(partitions, networks, zone.peerings(), List.of());
        var cables = Stream.concat(
                        zone.cables().stream(),
                        more.stream()
                                .filter(each -> bare.ofExit(each.exit1()).isPresent()
                                        && bare.ofExit(each.exit2()).isPresent()))
                .toList();
        var united = zone.with(partitions, networks, zone.peerings(), cables);
        var against = Admission.of(united);
        if (against.isEmpty()) {
            return new Settled(united, local.neighbours(), left);
        }
        // A mistake of ours. A switch takes nothing that is not admitted, so better without the others than not at all.
        var alone = new ArrayList<>(local.left());
        alone.add(new Left("partition", "of other plants", against.getFirst()));
        return new Settled(zone, local.neighbours(), alone);
    }
}
