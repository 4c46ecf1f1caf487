package metalplant.fabric.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Zone good = Zones.two();

    private Zone with(Network network) {
        var networks = new ArrayList<>(good.networks());
        networks.add(network);
        return new Zone(good.partitions(), networks, good.peerings(), good.cables());
    }

    private Zone with(String one, String other) {
        var peerings = new ArrayList<>(good.peerings());
        peerings.add(new Peering(one, other));
        return new Zone(good.partitions(), good.networks(), peerings, good.cables());
    }

    private static Network network(String id, String project, int vrf, String prefix) {
        return new Network(
                id, Optional.of(project).filter(each -> !each.isEmpty()), 1, vrf, List.of(Cidr.parse(prefix)));
    }

    private static void refused(Zone zone, String... rules) {
        assertThat(Admission.of(zone)).extracting(Admission.Refusal::rule).contains(rules);
        assertThatThrownBy(() -> Planner.plan(zone)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aZoneWithoutAFaultIsAdmitted() {
        assertThat(Admission.of(good)).isEmpty();
    }

    @Test
    void aPeeringOfTwoProjectsIsRefusedUnlessOneIsShared() {
        refused(with("x1", "y1"), "same-project");
        assertThat(Admission.of(with("y1", "storage1"))).isEmpty();
    }

    @Test
    void aPeeringWithItselfWithAnotherPartitionTwiceOrWithNobodyIsRefused() {
        refused(with("x1", "x1"), "peering-two");
        refused(with("x1", "storage2"), "same-partition");
        refused(with("storage1", "x1"), "peering-once");
        refused(with("x1", "nobody"), "network-known");
    }

    @Test
    void networksThatOverlapHaveNoPeering() {
        var zone = with(network("x9", "x", 1009, "10.1.128.0/24"));
        refused(
                new Zone(zone.partitions(), zone.networks(), List.of(new Peering("x9", "storage1")), zone.cables()),
                "disjoint");
    }

    @Test
    void whatCrossesPartitionsMustBeThereOnceAndInTheSupersOfItsPartition() {
        refused(with(network("y9", "y", 1009, "10.1.0.0/24")), "disjoint-zone");
        refused(with(network("y9", "y", 1009, "10.77.0.0/24")), "in-super");
        // Of a project that is in one partition alone nothing crosses: it may have the addresses of others.
        assertThat(Admission.of(with(network("z1", "z", 1009, "10.1.0.0/24")))).isEmpty();
    }

    @Test
    void aVrfIsGoodForOneNetworkOfAPartition() {
        refused(with(network("x9", "x", 1001, "10.1.200.0/24")), "vrf-once");
        refused(with(network("x9", "x", 1900, "10.1.200.0/24")), "vrf-once");
    }

    @Test
    void moreThanSixteenPeeringsOfANetworkAreRefused() {
        var networks = new ArrayList<>(good.networks());
        var peerings = new ArrayList<Peering>();
        for (int i = 0; i <= Admission.PEERINGS_MAX; i++) {
            networks.add(network("more" + i, "x", 3000 + i, "10.1.%d.0/24".formatted(140 + i)));
            peerings.add(new Peering("x1", "more" + i));
        }
        refused(new Zone(good.partitions(), networks, peerings, good.cables()), "peerings-max");
    }
}
