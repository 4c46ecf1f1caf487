package metalplant.fabric.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.policy.FrrText;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
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

    private Zone with(Proposal proposal, int vrfOfX2) {
        return numbered(good.by(proposal), "x2", vrfOfX2);
    }

    private static Zone numbered(Zone zone, String id, int vrf) {
        return zone.with(
                zone.partitions(),
                zone.networks().stream()
                        .map(each -> each.id().equals(id)
                                ? new Network(id, each.project(), each.partition(), vrf, each.prefixes())
                                : each)
                        .toList(),
                zone.peerings(),
                zone.cables());
    }

    private static void refusedAlone(Zone zone, String rule, String message) {
        assertThat(Admission.of(zone)).extracting(Admission.Refusal::rule).containsOnly(rule);
        assertThat(Admission.of(zone)).extracting(Admission.Refusal::message).anyMatch(each -> each.contains(message));
    }

    @Test
    void aProjectHasAnotherVniInEachPartitionByProposals1And3() {
        refusedAlone(
                with(Proposal.LEAVES_LEAK, 1001),
                "vni-disjoint",
                "x2 and x1 both have VNI 1001: proposal 3 needs another one in each partition");
        refusedAlone(with(Proposal.EXITS_JOIN, 1001), "vni-disjoint", "proposal 1 needs another one in each partition");
        assertThat(Admission.of(with(Proposal.LEAVES_LEAK, 1002))).isEmpty();
        // An exit has the VRFs of all networks that cross, so a number of somebody else is not good either.
        refusedAlone(with(Proposal.EXITS_JOIN, 1002), "vni-disjoint", "x2 and y1 both have VNI 1002");
    }

    @Test
    void aProjectHasTheSameVniInAllPartitionsByProposal2bAndNobodyElseHasIt() {
        var equal = Zones.two(Proposal.EQUAL_VNIS);
        assertThat(Admission.of(equal)).isEmpty();
        refusedAlone(good.by(Proposal.EQUAL_VNIS), "vni-equal", "x1 has VNI 1001 and x2 of the same project 2001");
        var networks = new ArrayList<>(equal.networks());
        networks.add(new Network("backup", Optional.empty(), Zone.ANYWHERE, 1001, List.of(Cidr.parse("10.99.0.0/24"))));
        refusedAlone(
                equal.with(equal.partitions(), networks, equal.peerings(), equal.cables()),
                "vni-project",
                "x1 and backup have VNI 1001 and are not of one project");
    }

    @Test
    void oneWhoseNumberNobodyElseHasStaysInItsPartitionIfThatIsSaid() {
        var zone = numbered(Zones.two(Proposal.EQUAL_VNIS), "y2", 2002);
        refusedAlone(zone, "vni-equal", "keep it in its partition");
        var staying = zone.networks().stream()
                .map(each -> each.id().startsWith("y") ? each.staying() : each)
                .toList();
        assertThat(Admission.of(zone.with(zone.partitions(), staying, zone.peerings(), zone.cables())))
                .isEmpty();
        var settled = Settlement.of(zone, List.of());
        assertThat(settled.left())
                .extracting(each -> each.id() + " " + each.refusal().rule())
                .containsExactly("y1 vni-equal", "y2 vni-equal");
        assertThat(Admission.of(settled.zone())).isEmpty();
    }

    @Test
    void networksOfOneVlanOnACableCannotBothCross() {
        refusedAlone(numbered(good.by(Proposal.EXITS_JOIN), "y2", 1001 + 4093), "lane-once", "the same VLAN 1003");
    }

    @Test
    void whereExitsCarryNetworksProjectsMayHaveTheSameAddresses() {
        var zone = Zones.two(Proposal.EXITS_JOIN);
        var networks = zone.networks().stream()
                .map(each -> each.id().equals("y2")
                        ? new Network("y2", each.project(), 2, each.vrf(), List.of(Cidr.parse("10.1.0.0/22")))
                        : each)
                .toList();
        assertThat(Admission.of(zone.with(zone.partitions(), networks, zone.peerings(), zone.cables())))
                .isEmpty();
        refused(
                zone.by(Proposal.LEAVES_LEAK).with(zone.partitions(), networks, zone.peerings(), zone.cables()),
                "disjoint-zone",
                "in-super");
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

    @Test
    void whatANetworkReachesMustBeThereOnceWhateverTheWay() {
        // given a second shared network whose addresses are those of the first
        var zone = with(network("backup1", "", 1801, "10.1.128.0/24"));
        refused(
                new Zone(
                        zone.partitions(),
                        zone.networks(),
                        List.of(new Peering("x1", "storage1"), new Peering("x1", "backup1")),
                        zone.cables()),
                "disjoint");
    }

    @Test
    void anUnderlayAndASuperNetworkHaveNoPeering() {
        for (var kind : List.of(Zone.Kind.UNDERLAY, Zone.Kind.SUPER)) {
            var odd = new Network(
                    "odd",
                    Optional.empty(),
                    1,
                    3000,
                    List.of(Cidr.parse("10.1.200.0/24")),
                    List.of(),
                    kind,
                    List.of(),
                    false);
            var zone = with(odd);
            var rule = kind == Zone.Kind.UNDERLAY ? "not-underlay" : "not-super";
            refused(
                    new Zone(zone.partitions(), zone.networks(), List.of(new Peering("x1", "odd")), zone.cables()),
                    rule);
        }
    }

    @Test
    void announcedPrefixesAreOutOfThoseOfThePartitionAndOnceInTheZone() {
        assertThat(Admission.of(announcing("10.240.0.0/20", "10.240.16.0/20"))).isEmpty();
        refused(announcing("10.240.0.0/20", "10.240.0.0/24"), "disjoint-zone");
        refused(announcing("10.200.0.0/20", "10.240.16.0/20"), "announced-allowed");
    }

    @Test
    void announcedPrefixesCrossPartitionsWithoutALeak() {
        var zone = announcing("10.240.0.0/20", "10.240.16.0/20");

        var policies = Planner.plan(zone);

        assertThat(LeakCheck.of(zone, policies)).isEmpty();
        assertThat(FrrText.of(Objects.requireNonNull(policies.get("leaf21"))))
                .containsPattern("ip prefix-list FAR-2001 .*permit 10\\.240\\.0\\.0/20 le 32");
    }

    /** Networks x1 and y1 with what they announce beside their prefixes. */
    private Zone announcing(String ofX, String ofY) {
        var partitions = good.partitions().stream()
                .map(each -> new Zone.Partition(
                        each.number(),
                        each.supers(),
                        each.dci(),
                        each.leaves().stream().map(leaf -> pods(leaf, ofX)).toList(),
                        each.exits(),
                        List.of(Cidr.parse("10.240.0.0/16"))))
                .toList();
        var networks = good.networks().stream()
                .map(each -> switch (each.id()) {
                    case "x1" -> announcing(each, ofX);
                    case "y1" -> announcing(each, ofY);
                    default -> each;
                })
                .toList();
        return new Zone(partitions, networks, good.peerings(), good.cables());
    }

    private static Zone.Leaf pods(Zone.Leaf leaf, String prefix) {
        if (!leaf.name().equals("leaf11")) {
            return leaf;
        }
        var hosts = new HashMap<>(leaf.hosts());
        hosts.put("x1", List.of(Cidr.parse("10.1.0.1/32"), Cidr.parse(prefix)));
        return new Zone.Leaf(leaf.name(), leaf.asn(), hosts);
    }

    private static Network announcing(Network network, String prefix) {
        return new Network(
                network.id(),
                network.project(),
                network.partition(),
                network.vrf(),
                network.prefixes(),
                List.of(),
                network.kind(),
                List.of(Cidr.parse(prefix)),
                false);
    }

    private static Neighbour external(String port, String exit, String local, String remote, int length) {
        return new Neighbour(
                "isp",
                "x1",
                Optional.empty(),
                exit,
                port,
                65_000,
                IpAddress.parse(local),
                65_001,
                IpAddress.parse(remote),
                length);
    }

    private List<String> against(Neighbour... neighbours) {
        var partitions = good.partitions().stream()
                .map(each -> new Zone.Partition(
                        each.number(),
                        each.supers(),
                        each.dci(),
                        each.leaves(),
                        each.exits().stream()
                                .map(exit -> new Zone.Exit(exit.name(), exit.asn(), List.of("Ethernet120")))
                                .toList()))
                .toList();
        var zone = new Zone(partitions, good.networks(), good.peerings(), good.cables());
        return Admission.of(zone, List.of(neighbours)).stream()
                .map(Admission.Refusal::rule)
                .toList();
    }

    @Test
    void aNeighbourIsAtAFreePortOfAnExitOfThePartitionThatLeadsOut() {
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.2", 30)))
                .isEmpty();
        assertThat(against(external("Ethernet0", "exit11", "2001:db8::", "2001:db8::1", 127)))
                .isEmpty();
        assertThat(against(external("Ethernet0", "leaf11", "172.16.0.1", "172.16.0.2", 30)))
                .containsExactly("exit-known");
        assertThat(against(external("Ethernet0", "exit21", "172.16.0.1", "172.16.0.2", 30)))
                .containsExactly("same-partition");
        assertThat(against(external("Ethernet120", "exit11", "172.16.0.1", "172.16.0.2", 30)))
                .containsExactly("port-uplink");
        var one = external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.2", 30);
        assertThat(against(one, external("Ethernet0", "exit11", "172.16.0.5", "172.16.0.6", 30)))
                .containsExactly("port-once");
    }

    @Test
    void aLinkHasTwoEndsAndNothingElse() {
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.2", 24)))
                .containsExactly("cidr-length");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.2", 32)))
                .containsExactly("cidr-length");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.5", 30)))
                .containsExactly("cidr-ends");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "172.16.0.1", 30)))
                .containsExactly("cidr-ends");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.0", "172.16.0.1", 30)))
                .containsExactly("cidr-ends");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.3", "172.16.0.2", 30)))
                .containsExactly("cidr-ends");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.1", "2001:db8::1", 30)))
                .containsExactly("cidr-ends");
        assertThat(against(external("Ethernet0", "exit11", "172.16.0.0", "172.16.0.1", 31)))
                .isEmpty();
    }

    @Test
    void nobodyGetsToANeighbourThroughAnotherNetwork() {
        var both = new Neighbour(
                "isp",
                "x1",
                Optional.of("storage1"),
                "exit11",
                "Ethernet0",
                23_456,
                IpAddress.parse("172.16.0.1"),
                23_456,
                IpAddress.parse("172.16.0.2"),
                30);
        assertThat(against(both)).containsExactly("transitive", "asn", "asn", "asn");
    }
}
