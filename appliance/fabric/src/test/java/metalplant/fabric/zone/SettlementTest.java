package metalplant.fabric.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private final Zone good = Zones.two();

    private static Network network(String id, String project, int partition, int vrf, String prefix) {
        return new Network(id, Optional.of(project), partition, vrf, List.of(Cidr.parse(prefix)));
    }

    private static List<String> left(Settlement.Settled settled) {
        return settled.left().stream()
                .map(each ->
                        each.kind() + " " + each.id() + " " + each.refusal().rule())
                .toList();
    }

    @Test
    void aZoneThatIsAdmittedStaysAsItIs() {
        var settled = Settlement.of(good, List.of());

        assertThat(settled.zone()).isEqualTo(good);
        assertThat(settled.left()).isEmpty();
    }

    @Test
    void ofTwoNetworksThatCannotBothCrossTheFirstOneDoes() {
        var networks = new ArrayList<>(good.networks());
        networks.add(network("z1", "z", 1, 1009, "10.1.0.0/24"));
        networks.add(network("z2", "z", 2, 2009, "10.2.9.0/24"));

        var settled = Settlement.of(new Zone(good.partitions(), networks, good.peerings(), good.cables()), List.of());

        assertThat(left(settled)).containsExactly("network z1 disjoint-zone");
        assertThat(settled.zone().network("z1").map(Network::stays)).contains(true);
        assertThat(Admission.of(settled.zone())).isEmpty();
    }

    @Test
    void aPeeringThatBecameWrongIsLeftOutAndTheOthersStay() {
        var peerings = new ArrayList<>(good.peerings());
        peerings.add(new Peering("wrong", "x1", "y1", false));
        peerings.add(new Peering("gone", "x1", "nobody", false));

        var settled = Settlement.of(new Zone(good.partitions(), good.networks(), peerings, good.cables()), List.of());

        assertThat(left(settled)).containsExactly("peering wrong same-project", "peering gone network-known");
        assertThat(settled.against("wrong")).hasSize(1);
        assertThat(settled.zone().peerings()).isEqualTo(good.peerings());
    }

    @Test
    void aPartitionThatDoesNotFitIsLeftOutWithItsNetworks() {
        var second = good.partitions().getLast();
        var same = new Zone.Partition(
                second.number(), good.partitions().getFirst().supers(), second.dci(), second.leaves(), second.exits());

        var settled = Settlement.of(
                new Zone(
                        List.of(good.partitions().getFirst(), same),
                        good.networks(),
                        List.of(new Peering("x1", "storage1")),
                        good.cables()),
                List.of());

        assertThat(left(settled)).containsExactly("partition 2 supers-disjoint");
        assertThat(settled.zone().networks()).allMatch(each -> each.partition() == 1);
        assertThat(settled.zone().cables()).isEmpty();
        assertThat(Admission.of(settled.zone())).isEmpty();
    }

    @Test
    void whateverWasStoredWhatIsLeftIsAdmittedAndDoesNotLeak() {
        for (int seed = 0; seed < 150; seed++) {
            var wild = wild(Zones.random(new Random(seed)), new Random(seed));

            var settled = Settlement.of(wild, List.of());

            assertThat(Admission.of(settled.zone())).as("seed %d", seed).isEmpty();
            assertThat(LeakCheck.of(settled.zone(), Planner.plan(settled.zone())))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /** The zone with peerings of anybody with anybody, twice if it happens, and networks that took others' addresses. */
    private static Zone wild(Zone zone, RandomGenerator random) {
        var networks = new ArrayList<>(zone.networks());
        IntStream.range(0, networks.size())
                .filter(_ -> random.nextInt(6) == 0)
                .forEach(i -> networks.set(i, withPrefixes(networks, i, random)));
        var peerings = new ArrayList<>(zone.peerings());
        for (int i = 0; i < 12 && !networks.isEmpty(); i++) {
            var one = networks.get(random.nextInt(networks.size())).id();
            var other = networks.get(random.nextInt(networks.size())).id();
            peerings.add(new Peering("wild" + i, one, other, false));
        }
        return new Zone(zone.partitions(), networks, peerings, zone.cables());
    }

    private static Network withPrefixes(List<Network> networks, int at, RandomGenerator random) {
        var old = networks.get(at);
        var other = networks.get(random.nextInt(networks.size()));
        return new Network(
                old.id(),
                old.project(),
                old.partition(),
                old.vrf(),
                Stream.concat(old.prefixes().stream(), other.prefixes().stream())
                        .distinct()
                        .toList());
    }
}
