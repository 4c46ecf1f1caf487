package metalplant.testkit.peering;

import static metalplant.testkit.peering.PeeringPlant.external;
import static metalplant.testkit.peering.PeeringPlant.local;
import static metalplant.testkit.peering.PeeringPlant.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.core.ip.AllocateIp;
import metalplant.core.peering.FabricModel;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.PeeringView;
import metalplant.core.peering.Peerings;
import metalplant.core.store.Store;
import metalplant.core.switches.Switches;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Zone;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpType;
import metalplant.model.network.Network;
import metalplant.model.peering.FabricFinding;
import metalplant.model.peering.SwitchFabric;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What peerings promise on every store. */
public abstract class PeeringContract {
    private PeeringPlant plant;

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void networks() {
        plant = new PeeringPlant(store());
    }

    private static void refused(String rule, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.details())
                                .as(problem.getMessage())
                                .containsEntry("rule", rule));
    }

    private PeeringView.Status status(String id) {
        return plant.peerings.get(id).status();
    }

    @Test
    public void aPeeringIsShownListedAndFoundByEitherOfItsNetworks() {
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");

        var made = plant.peerings.create(local("pair", one.id(), other.id()), false);

        assertThat(made.peering().partitionId()).isEqualTo("p1");
        assertThat(made.peering().projectId()).isEqualTo("blue");
        assertThat(made.byLabel()).isFalse();
        assertThat(made.status().state()).isEqualTo(PeeringView.State.PLANNED);
        assertThat(plant.peerings.get("pair")).isEqualTo(made);
        assertThat(plant.peerings.list()).containsExactly(made);
        var none = Optional.<String>empty();
        for (var network : List.of(one.id(), other.id())) {
            assertThat(plant.peerings.find(
                            new Peerings.Query(none, none, Optional.of(network), none, none, none, none, none)))
                    .containsExactly(made);
        }
        assertThat(plant.peerings.find(
                        new Peerings.Query(none, none, none, none, Optional.of(one.id()), none, none, none)))
                .isEmpty();
    }

    @Test
    public void whatCannotBeIsRefusedWithTheRuleAndNotKept() {
        var blue = plant.network("blue", "p1");
        var red = plant.network("red", "p1");
        var far = plant.network("blue", "p2");
        var storage = plant.network("red", "p1", true, Map.of());
        var backup = plant.network("red", "p1", true, Map.of());
        plant.peerings.create(local("there", blue.id(), storage.id()), false);

        refused("same-project", () -> plant.peerings.create(local("x", blue.id(), red.id()), false));
        refused("same-partition", () -> plant.peerings.create(local("x", blue.id(), far.id()), false));
        refused("one-private", () -> plant.peerings.create(local("x", storage.id(), backup.id()), false));
        refused("peering-once", () -> plant.peerings.create(local("x", storage.id(), blue.id()), false));
        refused("peering-two", () -> plant.peerings.create(local("x", blue.id(), blue.id()), false));
        refused("not-super", () -> plant.peerings.create(local("x", blue.id(), "super1"), false));
        assertThatThrownBy(() -> plant.peerings.create(local("x", blue.id(), "nobody"), false))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_NOT_FOUND));
        assertThat(plant.peerings.list()).hasSize(1);
    }

    @Test
    public void aNetworkWithPeeringsStaysAndKeepsItsPrefixesDisjoint() {
        // given a network whose prefixes can be changed, with a peering
        var blue = plant.network("blue", "p1");
        var other = plant.external("mpls", 50_001, "198.51.100.0/24");
        plant.peerings.create(local("pair", blue.id(), other.id()), false);

        assertThatThrownBy(() -> plant.ipam.removeNetwork.free(blue.id()))
                .hasMessageContaining("plantctl network peering delete pair");
        assertThatThrownBy(() -> plant.ipam.removeNetwork.delete("mpls"))
                .hasMessageContaining("plantctl network peering delete pair");

        plant.peerings.delete("pair", false);
        plant.ipam.removeNetwork.free(blue.id());
        assertThat(plant.peerings.list()).isEmpty();
    }

    @Test
    public void aNetworkThatIsSharedFromNowOnIsRefusedIfItsPeeringsForbidIt() {
        var blue = plant.network("blue", "p1");
        var storage = plant.network("red", "p1", true, Map.of());
        plant.peerings.create(local("pair", blue.id(), storage.id()), false);

        refused("one-private", () -> plant.update(blue.id(), List.of(), Map.of(), true));

        assertThat(status("pair").refused()).isEmpty();
    }

    @Test
    public void theLabelOfAProjectJoinsItsNetworksUntilItIsGone() {
        var first = plant.network("blue", "p1");
        var second = plant.network("blue", "p1");
        var third = plant.network("blue", "p1");
        plant.network("blue", "p2");
        plant.network("red", "p1");
        plant.peerings.create(local("asked", second.id(), first.id()), false);

        plant.label("blue", "auto-peer=true");

        assertThat(plant.peerings.list())
                .hasSize(3)
                .filteredOn(PeeringView::byLabel)
                .hasSize(2);
        var derived = plant.peerings.list().stream()
                .filter(PeeringView::byLabel)
                .findFirst()
                .orElseThrow();
        assertThat(derived.peering().networks()).contains(third.id());
        var id = derived.peering().id();
        assertThat(plant.peerings.get(id)).isEqualTo(derived);
        refused("by-label", () -> plant.peerings.delete(id, true));

        plant.label("blue");

        assertThat(plant.peerings.list())
                .extracting(each -> each.peering().id())
                .containsExactly("asked");
    }

    @Test
    public void oneNetworkMoreThanCanAllReachEachOtherIsRefused() {
        for (int i = 0; i < 16; i++) {
            plant.network("blue", "p1");
        }
        plant.label("blue", "auto-peer=true");
        assertThat(plant.peerings.list()).hasSize(16 * 15 / 2);

        refused("by-label-max", () -> plant.network("blue", "p1"));
        plant.label("blue");
        plant.network("blue", "p1");
        refused("by-label-max", () -> plant.label("blue", "auto-peer=true"));
    }

    @Test
    public void anExternalPeeringIsAtAFreePortOfAnExitThatHasTold() {
        refused("exit-known", () -> isp("exit01", "Ethernet0@exit01", "172.16.0.1/30", "172.16.0.2"));
        plant.tells("exit01", "exit");

        var made = isp("to-isp", "Ethernet0@exit01", "172.16.0.1/30", "172.16.0.2");

        assertThat(made.peering().partitionId()).isEqualTo("p1");
        assertThat(made.status().needed()).isEqualTo(1);
        refused("port-uplink", () -> isp("x", "Ethernet12@exit01", "172.16.0.5/30", "172.16.0.6"));
        refused("port-once", () -> isp("x", "Ethernet0@exit01", "172.16.0.5/30", "172.16.0.6"));
        refused("port", () -> isp("x", "Ethernet99@exit01", "172.16.0.5/30", "172.16.0.6"));
        refused("port", () -> isp("x", "Ethernet4", "172.16.0.5/30", "172.16.0.6"));
        refused("cidr-length", () -> isp("x", "Ethernet4@exit01", "172.16.0.5", "172.16.0.6"));
        refused("cidr-length", () -> isp("x", "Ethernet4@exit01", "172.16.0.5/24", "172.16.0.6"));
        refused("cidr-ends", () -> isp("x", "Ethernet4@exit01", "172.16.0.5/30", "172.16.0.10"));
        refused("cidr", () -> isp("x", "Ethernet4@exit01", "nonsense/30", "172.16.0.6"));
        refused("cidr-in-use", () -> isp("x", "Ethernet4@exit01", "192.0.2.1/30", "192.0.2.2"));
        refused("transitive", () -> plant.peerings.create(through(plant.network("blue", "p1")), true));
        assertThatThrownBy(() -> plant.peerings.create(
                        external("x", "internet", "Ethernet4@exit01", "172.16.0.5/30", "172.16.0.6"), false))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.NOT_ALLOWED));
        assertThat(plant.peerings.list()).hasSize(1);
    }

    private PeeringView isp(String id, String port, String local, String remote) {
        return plant.peerings.create(external(id, "internet", port, local, remote), true);
    }

    private static Peerings.Create through(Network network) {
        var one = external("x", "internet", "Ethernet4@exit01", "172.16.0.5/30", "172.16.0.6");
        return new Peerings.Create("x", "", "", "internet", network.id(), "external", one.bgp(), "", Map.of());
    }

    @Test
    public void onlyWordsAndTheSessionOfAPeeringChange() {
        plant.tells("exit01", "exit");
        isp("to-isp", "Ethernet0@exit01", "172.16.0.1/30", "172.16.0.2");
        var session = external("to-isp", "internet", "Ethernet4@exit01", "172.16.0.5/31", "172.16.0.4/31");

        var changed = plant.peerings.update(change(Optional.of("text"), Optional.empty(), session.bgp()), true);

        assertThat(changed.peering().description()).isEqualTo("text");
        assertThat(changed.peering().bgp().orElseThrow().portAtSwitch()).isEqualTo("Ethernet4@exit01");
        refused(
                "immutable",
                () -> plant.peerings.update(change(Optional.empty(), Optional.of("mpls"), Optional.empty()), true));
        refused(
                "port-uplink",
                () -> plant.peerings.update(
                        change(
                                Optional.empty(),
                                Optional.empty(),
                                external("", "", "Ethernet12@exit01", "172.16.0.5/31", "172.16.0.4")
                                        .bgp()),
                        true));
    }

    private static Peerings.Change change(
            Optional<String> description, Optional<String> network1, Optional<Peerings.Ends> bgp) {
        return new Peerings.Change(
                "to-isp",
                Optional.empty(),
                description,
                network1,
                Optional.empty(),
                Optional.empty(),
                bgp,
                Optional.empty());
    }

    @Test
    public void aPeeringIsAsFarAsTheSwitchesThatNeedItTell() {
        // given two leaves with machines of its networks
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");
        plant.member("leaf01", one);
        plant.member("leaf02", other);
        plant.peerings.create(local("pair", one.id(), other.id()), false);
        assertThat(status("pair").needed()).isEqualTo(2);

        plant.tells("leaf01", "leaf", plant.held("leaf01", "pair", "verified"));
        assertThat(status("pair").state()).isEqualTo(PeeringView.State.APPLIED);
        assertThat(status("pair").applied()).isEqualTo(1);

        plant.tells("leaf02", "leaf", plant.held("leaf02", "pair", "failed"));
        assertThat(status("pair").applied()).isEqualTo(1);

        plant.tells("leaf02", "leaf", plant.held("leaf02", "pair", "verified"));
        assertThat(status("pair").state()).isEqualTo(PeeringView.State.VERIFIED);

        plant.tells("leaf02", "leaf", plant.held("leaf02", "pair", "violated"));
        assertThat(status("pair").state()).isEqualTo(PeeringView.State.VIOLATED);

        plant.tells("leaf02", "leaf", plant.held("leaf02", "pair", "verified"));
        plant.update(one.id(), List.of(), Map.of("a", "b"), false);
        assertThat(status("pair").state()).isEqualTo(PeeringView.State.PLANNED);
    }

    @Test
    public void whatWasVerifiedLongAgoIsOnlyApplied() {
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");
        plant.member("leaf01", one);
        plant.peerings.create(local("pair", one.id(), other.id()), false);
        plant.tells("leaf01", "leaf", plant.held("leaf01", "pair", "verified"));
        assertThat(status("pair").state()).isEqualTo(PeeringView.State.VERIFIED);

        plant.world.advance(Duration.ofMinutes(11));

        assertThat(status("pair").state()).isEqualTo(PeeringView.State.APPLIED);
    }

    @Test
    public void aFindingOfAnotherProjectsRoutesMakesAPeeringViolated() {
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");
        plant.member("leaf01", one);
        plant.peerings.create(local("pair", one.id(), other.id()), false);
        var finding = new FabricFinding("R6", "Vrf" + one.vrf(), "10.9.0.0/24", "Vrf77", "not ours", true);

        var plain = report("a", "leaf", plant.held("leaf01", "pair", "verified"));
        plant.reports.run("leaf01", with(plain, finding));

        assertThat(status("pair").state()).isEqualTo(PeeringView.State.VIOLATED);
        assertThat(status("pair").findings()).isEqualTo(1);
        assertThat(findings()).extracting(FabricReports.Found::finding).containsExactly(finding);

        plant.reports.run("leaf01", plain);
        assertThat(findings()).isEmpty();
    }

    private List<FabricReports.Found> findings() {
        var all = new ArrayList<FabricReports.Found>();
        plant.reports.eachFinding(all::add);
        return all;
    }

    @Test
    public void findingsOfManySwitchesComeOnceAndInOrderOfSwitch() {
        var finding = new FabricFinding("R6", "Vrf1", "10.9.0.0/24", "Vrf77", "not ours", true);
        plant.reports.run("leaf01", with(report("a", "leaf"), finding));
        var told = plant.store.read("told", tx -> tx.fabric().find("leaf01")).orElseThrow();
        var wanted = IntStream.range(0, 100).mapToObj("side-%03d"::formatted).toList();
        plant.store.run("many", tx -> {
            wanted.reversed().forEach(id -> tx.fabric().save(of(id, told)));
            return wanted;
        });

        assertThat(findings())
                .extracting(FabricReports.Found::switchId)
                .startsWith("leaf01")
                .endsWith(wanted.toArray(String[]::new))
                .hasSize(101);
    }

    private static SwitchFabric of(String id, SwitchFabric like) {
        return new SwitchFabric(
                id,
                like.partitionId(),
                like.agent(),
                like.reported(),
                like.version(),
                like.role(),
                like.asn(),
                like.uplinks(),
                like.cables(),
                like.error(),
                like.peerings(),
                like.findings(),
                like.turn());
    }

    private static FabricReports.Report with(FabricReports.Report report, FabricFinding finding) {
        return new FabricReports.Report(
                report.agent(),
                report.version(),
                report.role(),
                report.asn(),
                report.uplinks(),
                report.cables(),
                report.error(),
                report.peerings(),
                List.of(finding),
                "");
    }

    @Test
    public void oneAgentSpeaksForASwitchUntilItIsSilent() {
        plant.reports.run("leaf01", report("first", "leaf"));

        refused("one-agent", () -> plant.reports.run("leaf01", report("second", "leaf")));
        plant.reports.run("leaf01", report("first", "leaf"));
        plant.world.advance(FabricReports.AGENT_LEASE);
        plant.reports.run("leaf01", report("second", "leaf"));
        refused("one-agent", () -> plant.reports.run("leaf01", report("first", "leaf")));
    }

    private boolean mayBegin(String switchId) {
        return plant.turn(switchId, "waiting").orElseThrow().granted();
    }

    @Test
    public void ofTwoThatStandInForEachOtherOneIsChangedAtATime() {
        assertThat(mayBegin("leaf01")).isTrue();

        // what is of the same rack has to wait, and is told for whom; others do not
        assertThat(plant.turn("leaf02", "waiting").orElseThrow().message()).startsWith("leaf01 is being changed");
        assertThat(mayBegin("leaf03")).isTrue();
        assertThat(mayBegin("exit02")).isTrue();
        assertThat(mayBegin("exit01")).isFalse();

        // when the first one was found good, the one that waits is next, even if the first has something new to do
        plant.world.advance(Duration.ofSeconds(1));
        assertThat(plant.turn("leaf01", "verified")).isEmpty();
        assertThat(mayBegin("leaf01")).isFalse();
        assertThat(mayBegin("leaf02")).isTrue();
        assertThat(mayBegin("leaf01")).isFalse();
        plant.turn("leaf02", "verified");
        assertThat(mayBegin("leaf01")).isTrue();
    }

    @Test
    public void oneThatFailedHoldsTheOtherBackAndMayTryAgainItself() {
        assertThat(mayBegin("leaf01")).isTrue();
        plant.turn("leaf01", "failed");

        assertThat(plant.turn("leaf02", "waiting").orElseThrow().message()).contains("last change of leaf01 failed");

        // but not for ever, however often it tries
        for (int i = 0; i < 15; i++) {
            plant.world.advance(Duration.ofMinutes(1));
            plant.turn("leaf01", "failed");
        }
        assertThat(mayBegin("leaf02")).isTrue();
    }

    @Test
    public void oneThatBeganAndIsNotHeardOfHoldsTheOtherBackForAWhile() {
        assertThat(mayBegin("leaf01")).isTrue();
        plant.world.advance(Duration.ofMinutes(14));
        assertThat(mayBegin("leaf02")).isFalse();

        plant.world.advance(Duration.ofMinutes(1));

        assertThat(mayBegin("leaf02")).isTrue();
    }

    @Test
    public void whoWaitedAndIsGoneHoldsNobodyBack() {
        assertThat(mayBegin("leaf01")).isTrue();
        assertThat(mayBegin("leaf02")).isFalse();
        plant.turn("leaf01", "verified");
        plant.world.advance(FabricReports.AGENT_LEASE);

        assertThat(mayBegin("leaf01")).isTrue();
    }

    @Test
    public void anAgentThatKnowsOfNoTurnsHoldsNobodyBack() {
        plant.tells("leaf01", "leaf");

        assertThat(mayBegin("leaf02")).isTrue();
        assertThatThrownBy(() -> plant.turn("leaf01", "changing")).hasMessageContaining("turn is waiting");
    }

    @Test
    public void ofTwoThatAskAtOnceOneMayBegin() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            var granted = new java.util.concurrent.ConcurrentLinkedQueue<String>();
            var both = List.of("leaf01", "leaf02").stream()
                    .map(each -> Thread.ofVirtual().start(() -> {
                        if (mayBegin(each)) {
                            granted.add(each);
                        }
                    }))
                    .toList();
            for (var each : both) {
                each.join();
            }
            assertThat(granted).hasSize(1);
            plant.turn("leaf01", "verified");
            plant.turn("leaf02", "verified");
        }
    }

    @Test
    public void whatASwitchToldGoesWithTheSwitch() {
        plant.tells("leaf02", "leaf");

        new Switches(plant.store, plant.world).delete("leaf02", true);

        var told = plant.store.read("fabric", tx -> tx.fabric().list());
        assertThat(told).isEmpty();
    }

    @Test
    public void aSwitchGetsItsPartitionTheZoneAndWhatIsAdmitted() {
        var one = plant.network("blue", "p1");
        var far = plant.network("blue", "p2");
        var storage = plant.network("red", "p1", true, Map.of());
        plant.tells("exit01", "exit");
        plant.peerings.create(local("to-storage", one.id(), storage.id()), false);
        isp("to-isp", "Ethernet0@exit01", "172.16.0.1/30", "172.16.0.2");

        var model = plant.models.get("leaf01");

        assertThat(model.partitions()).extracting(FabricModel.Place::id).containsExactly("p1", "p2");
        assertThat(model.partitions().getFirst().partition().supers()).containsExactly(Cidr.parse("10.1.0.0/16"));
        assertThat(model.partitions().getFirst().partition().exits())
                .containsExactly(new Zone.Exit("exit01", 4_200_000_001L, List.of("Ethernet12")));
        assertThat(model.networks())
                .extracting(Zone.Network::id)
                .containsExactlyInAnyOrder(one.id(), far.id(), storage.id(), "internet");
        assertThat(model.peerings()).extracting(FabricModel.Pair::id).containsExactly("to-isp", "to-storage");
        assertThat(model.left()).isEmpty();
    }

    @Test
    public void theVersionOfAModelChangesWithWhatIsInItAndWithNothingElse() {
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");
        var before = plant.models.get("leaf01").version();
        plant.tells("leaf02", "leaf");
        plant.world.advance(Duration.ofHours(1));
        assertThat(plant.models.get("leaf01").version()).isEqualTo(before);

        plant.peerings.create(local("pair", one.id(), other.id()), false);
        var with = plant.models.get("leaf01").version();
        plant.peerings.delete("pair", false);

        assertThat(with).isNotEqualTo(before);
        assertThat(plant.models.get("leaf01").version()).isEqualTo(before);
    }

    @Test
    public void aPartitionInNoZoneIsAlone() {
        plant.alone();

        assertThat(plant.models.get("leaf01").partitions())
                .hasSize(2)
                .noneMatch(each -> each.id().equals("p3"));
    }

    @Test
    public void anExternalNetworkLearnsTheAddressesOfItThatTheProjectHolds() {
        var blue = plant.network("blue", "p1");
        var address = plant.ipam
                .allocateIp
                .run(new AllocateIp.Request(
                        "internet",
                        "blue",
                        Optional.of("192.0.2.7"),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        IpType.STATIC,
                        List.of()))
                .address();
        plant.peerings.create(local("out", blue.id(), "internet"), false);

        var out = plant.models.get("leaf01").peerings().getFirst();

        assertThat(out.publics()).containsExactly(address.asHost());
        assertThat(plant.models.get("leaf01").destinations().getFirst().prefixes())
                .containsExactly(Cidr.parse("0.0.0.0/0"));
    }

    @Test
    public void whatANetworkAnnouncesIsOutOfThePartitionsAndOnceInTheZone() {
        var label = "plant.metal-stack.io/announce";
        plant.network("blue", "p2");
        plant.network("red", "p2");
        var blue = plant.network("blue", "p1", false, Map.of(label, "10.240.0.0/20, 10.240.16.0/20"));

        refused("disjoint-zone", () -> plant.network("red", "p1", false, Map.of(label, "10.240.16.0/24")));
        refused("announced-allowed", () -> plant.network("red", "p1", false, Map.of(label, "10.200.0.0/20")));
        refused("announced-private", () -> plant.network("red", "p1", true, Map.of(label, "10.240.32.0/20")));
        var red = plant.network("red", "p1");
        refused("disjoint-zone", () -> plant.update(red.id(), List.of(), Map.of(label, "10.240.0.0/24"), false));

        assertThat(plant.models.get("leaf01").networks())
                .filteredOn(each -> each.id().equals(blue.id()))
                .flatExtracting(Zone.Network::pods)
                .containsExactly(Cidr.parse("10.240.0.0/20"), Cidr.parse("10.240.16.0/20"));
    }

    @Test
    public void whatIsStoredAndCannotBeIsShownAndKeptFromSwitches() {
        // given a peering that was right when it was stored
        var one = plant.network("blue", "p1");
        var other = plant.network("blue", "p1");
        plant.peerings.create(local("pair", one.id(), other.id()), false);
        plant.store.run("break", tx -> tx.networks().update(moved(tx.networks().get(other.id()), "red")));

        assertThat(status("pair").state()).isEqualTo(PeeringView.State.REFUSED);
        assertThat(status("pair").refused().getFirst().rule()).isEqualTo("same-project");
        var model = plant.models.get("leaf01");
        assertThat(model.peerings()).isEmpty();
        assertThat(model.left()).extracting(Left::id).containsExactly("pair");
    }

    private static Network moved(Network network, String project) {
        return new Network(
                network.id(),
                network.name(),
                network.description(),
                network.type(),
                network.partitionId(),
                project,
                network.parentId(),
                network.prefixes(),
                network.destinationPrefixes(),
                network.childLength(),
                network.nat(),
                network.shared(),
                network.vrf(),
                network.labels(),
                network.additionalAnnouncableCidrs(),
                network.stamp());
    }
}
