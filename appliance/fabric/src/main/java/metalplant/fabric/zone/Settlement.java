package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;

/**
 * Makes of any zone one that is admitted: of things that do not fit the ones that come first stay. What is stored can become wrong in ways
 * that no request sees, and one wrong thing must not keep switches from everything else.
 */
public final class Settlement {
    private final Zone wanted;
    private final List<Left> left = new ArrayList<>();

    private Settlement(Zone wanted) {
        this.wanted = wanted;
    }

    /**
     * What was left out, or of a network what it may not do.
     *
     * @param kind partition, network or peering
     */
    public record Left(String kind, String id, Refusal refusal) {}

    /**
     * @param zone passes {@link Admission#of(Zone)}
     * @param neighbours pass {@link Admission#of(Zone, List)}
     */
    public record Settled(Zone zone, List<Neighbour> neighbours, List<Left> left) {
        public Settled {
            neighbours = List.copyOf(neighbours);
            left = List.copyOf(left);
        }

        /** Why this peering was left out; nothing if it is in. */
        public List<Refusal> against(String peering) {
            return left.stream()
                    .filter(each -> each.kind().equals("peering") && each.id().equals(peering))
                    .map(Left::refusal)
                    .toList();
        }
    }

    /** Everything that fits, in the order that it has. Leaves must have no members of networks that are not there. */
    public static Settled of(Zone zone, List<Neighbour> neighbours) {
        var settlement = new Settlement(zone);
        var partitions = settlement.partitions();
        var networks = settlement.networks(partitions);
        var bare = zone.with(partitions, networks, List.of(), zone.cables());
        var crossing = zone.with(partitions, settlement.crossing(bare), List.of(), cables(bare));
        return new Settled(
                zone.with(
                        partitions,
                        crossing.networks().stream().filter(Settlement::ofHosts).toList(),
                        settlement.peerings(crossing),
                        crossing.cables()),
                settlement.neighbours(crossing, neighbours),
                settlement.left);
    }

    private void leave(String kind, String id, Refusal refusal) {
        left.add(new Left(kind, id, refusal));
    }

    private List<Partition> partitions() {
        var found = new ArrayList<Partition>();
        for (var each : wanted.partitions()) {
            var other = found.stream().filter(one -> meets(one, each)).findFirst();
            if (other.isEmpty()) {
                found.add(each);
            } else {
                leave(
                        "partition",
                        Integer.toString(each.number()),
                        new Refusal(
                                "supers-disjoint",
                                "partitions %d and %d have super networks, switches or numbers in common"
                                        .formatted(other.get().number(), each.number())));
            }
        }
        return found;
    }

    private boolean meets(Partition one, Partition other) {
        return one.number() == other.number()
                || (wanted.proposal() == Proposal.LEAVES_LEAK
                        && one.supers().stream()
                                .anyMatch(each -> other.supers().stream().anyMatch(each::overlaps)))
                || one.switches().anyMatch(each -> other.switches().anyMatch(each::equals));
    }

    private List<Network> networks(List<Partition> partitions) {
        var ids = new HashSet<String>();
        var taken = new HashSet<List<Integer>>();
        partitions.forEach(each -> taken.add(List.of(each.number(), each.dci())));
        var numbers = partitions.stream().map(Partition::number).toList();
        var found = new ArrayList<Network>();
        for (var each : wanted.networks()) {
            if (each.partition() != Zone.ANYWHERE && !numbers.contains(each.partition())) {
                continue;
            }
            if (!ofHosts(each)) {
                found.add(each);
                continue;
            }
            var places = each.partition() == Zone.ANYWHERE ? numbers : List.of(each.partition());
            boolean free = places.stream().noneMatch(place -> taken.contains(List.of(place, each.vrf())));
            if (free && ids.add(each.id())) {
                places.forEach(place -> taken.add(List.of(place, each.vrf())));
                taken.add(List.of(each.partition(), each.vrf()));
                found.add(each);
            } else {
                leave(
                        "network",
                        each.id(),
                        new Refusal("vrf-once", "VRF %d of network %s is in use".formatted(each.vrf(), each.id())));
            }
        }
        return found;
    }

    /** Others have no VRF on leaves; they are looked at only so that a peering with them is refused for what it is. */
    private static boolean ofHosts(Network network) {
        return network.kind() != Kind.UNDERLAY && network.kind() != Kind.SUPER;
    }

    /** Networks that would cross partitions and may not, stay where they are; which may leave another one alone, so it is looked again. */
    private List<Network> crossing(Zone zone) {
        var checks = new CrossingChecks(zone);
        var staying = new HashSet<String>();
        for (var each : zone.networks()) {
            var against = checks.of(each).stream().findFirst();
            if (against.isEmpty()) {
                checks.add(each);
            } else {
                staying.add(each.id());
                leave("network", each.id(), against.get());
            }
        }
        if (staying.isEmpty()) {
            return zone.networks();
        }
        return crossing(zone.with(
                zone.partitions(),
                zone.networks().stream()
                        .map(each -> staying.contains(each.id()) ? each.staying() : each)
                        .toList(),
                zone.peerings(),
                zone.cables()));
    }

    private List<Peering> peerings(Zone zone) {
        var checks = new PeeringChecks(zone);
        var found = new ArrayList<Peering>();
        for (var each : wanted.peerings()) {
            var against = checks.of(each);
            against.forEach(refusal -> leave("peering", each.id(), refusal));
            if (against.isEmpty()) {
                checks.add(each);
                found.add(each);
            }
        }
        return found;
    }

    private List<Neighbour> neighbours(Zone zone, List<Neighbour> asked) {
        var checks = new NeighbourChecks(zone);
        var found = new ArrayList<Neighbour>();
        for (var each : asked) {
            var against = checks.of(each);
            against.forEach(refusal -> leave("peering", each.id(), refusal));
            if (against.isEmpty()) {
                checks.add(each);
                found.add(each);
            }
        }
        return found;
    }

    /** Those whose both ends are there. */
    private static List<Zone.Cable> cables(Zone zone) {
        return zone.cables().stream()
                .filter(each -> zone.ofExit(each.exit1()).isPresent()
                        && zone.ofExit(each.exit2()).isPresent())
                .toList();
    }
}
