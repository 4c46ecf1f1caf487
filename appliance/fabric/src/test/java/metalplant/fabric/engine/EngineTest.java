package metalplant.fabric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metalplant.fabric.GoldenFiles;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.proof.LargeFabric;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
    private static final int LEAVES = Integer.getInteger("leaves", 4);
    private static final int VRFS = Integer.getInteger("vrfs", 40);

    @Test
    void theSwitchesOfAPartitionAreAsTheGoldenFilesSay() {
        for (var desired : Engine.desired(Models.whole()).values()) {
            var texts = Engine.texts(desired, Models.TUNNEL);
            var name = desired.box().name();
            golden(name + ".frr.conf", texts.frr());
            if (desired.box().os() == SwitchOs.SONIC) {
                golden(name + ".rows", texts.configDb().text());
            } else {
                golden(name + ".interfaces", texts.interfaces());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Proposal.class,
            names = {"EXITS_JOIN", "EQUAL_VNIS"})
    void exitsThatCarryNetworksAreAsTheGoldenFilesSay(Proposal proposal) {
        var model = Models.carried(proposal);
        var sonic = Engine.texts(Models.desired(model, "exit11"), Models.TUNNEL);
        var cumulus = Engine.texts(Models.desired(model, "exit12"), Models.TUNNEL);
        golden("exit11-%s.frr.conf".formatted(proposal.word()), sonic.frr());
        golden("exit11-%s.rows".formatted(proposal.word()), sonic.configDb().text());
        golden("exit12-%s.frr.conf".formatted(proposal.word()), cumulus.frr());
        golden("exit12-%s.interfaces".formatted(proposal.word()), cumulus.interfaces());
        assertThat(LeakCheck.of(model.zone(), Planner.plan(model.zone()))).isEmpty();
    }

    @Test
    void vlansOfACableComeAfterTheirVrfsAndGoBeforeThem() {
        var desired = Models.desired(Models.carried(Proposal.EXITS_JOIN), "exit11");
        var wanted = SonicPlan.of(desired, Models.TUNNEL);
        var come = DbStep.between(Rows.NONE, wanted, SonicPlan.owned(desired)).stream()
                .map(DbStep::key)
                .toList();
        assertThat(come)
                .containsSubsequence(
                        "VRF|Vrf2001", "VLAN_SUB_INTERFACE|Eth12.2003", "VLAN_SUB_INTERFACE|Eth12.2003|172.20.8.0/31");
        var go = DbStep.between(wanted, Rows.NONE, SonicPlan.owned(desired)).stream()
                .map(DbStep::key)
                .toList();
        assertThat(go)
                .containsSubsequence(
                        "VLAN_SUB_INTERFACE|Eth12.2003|172.20.8.0/31", "VLAN_SUB_INTERFACE|Eth12.2003", "VRF|Vrf2001");
    }

    @Test
    void theSamePartitionGivesTheSameBytes() {
        assertThat(texts(Models.whole())).hasSize(4).isEqualTo(texts(Models.whole()));
    }

    private static Map<String, Engine.Texts> texts(PartitionModel model) {
        return Engine.desired(model).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Engine.texts(each.getValue(), Models.TUNNEL)));
    }

    @Test
    void aPartitionWithSomebodyElseAtAnExitLeaksNothing() {
        var zone = Models.whole().zone();
        assertThat(LeakCheck.of(zone, Planner.plan(zone))).isEmpty();
    }

    @Test
    void whatSomebodyElseTellsBeyondWhatWasAgreedDoesNotGetIn() {
        var zone = Models.whole().zone();
        var agreed = zone.externals().getFirst();
        // The plan takes more than was agreed: the checker, which knows only what was agreed, must say so.
        var wide = new Zone(
                zone.partitions(),
                zone.networks(),
                zone.peerings(),
                zone.cables(),
                List.of(new metalplant.fabric.zone.External(
                        agreed.network(),
                        agreed.exit(),
                        agreed.port(),
                        agreed.own(),
                        agreed.length(),
                        agreed.neighbour(),
                        agreed.remoteAs(),
                        List.of(Cidr.parse("0.0.0.0/0")),
                        List.of(Cidr.parse("10.1.0.0/22")),
                        agreed.terms())));
        assertThat(LeakCheck.of(zone, Planner.plan(wide)))
                .extracting(LeakCheck.Finding::message)
                .anyMatch(each -> each.startsWith("x1 must not know 0.0.0.0/0, which came by session"))
                .anyMatch(each -> each.equals("x1 tells 10.1.0.1/32 to 172.16.9.2 outside"));
    }

    @Test
    void aVrfKeepsItsVlanAndNewOnesGetTheLowestFreeOnes() {
        var box = Models.box("leaf", SwitchOs.SONIC, SwitchRole.LEAF, 4_200_000_101L, 1);
        assertThat(Vlans.assign(box, Map.of(7, 1002, 9, 1001), List.of(5, 7, 8)))
                .isEqualTo(new java.util.TreeMap<>(Map.of(5, 1003, 7, 1002, 8, 1004)));
        var full = IntStream.rangeClosed(1, 1000).boxed().collect(Collectors.toMap(Function.identity(), n -> 1000 + n));
        assertThatThrownBy(() -> Vlans.assign(box, full, List.of(1, 5000)))
                .hasMessage("leaf has room for 1000 VRFs, and there are 2");
    }

    @Test
    void whatFrrWouldTakeAndGetWrongIsFoundInTheFile() {
        var good = Engine.texts(Models.desired(Models.whole(), "leaf11"), Models.TUNNEL)
                .frr();
        assertThat(FileCheck.of(good)).isEmpty();
        assertThat(FileCheck.of(good.replace("route-map ADV-1001 permit 10\n", "")
                        .replace("route-map ADV-1001 permit 15\n", "")))
                .contains("route-map ADV-1001 is used and not there");
        assertThat(FileCheck.of(
                        good.replace("  advertise ipv4 unicast route-map ADV-1001\n", "  advertise ipv4 unicast\n")))
                .contains("advertise ipv4 unicast of Vrf1001 has no route-map");
        assertThat(FileCheck.of(good.replace("  import vrf route-map LEAK-1001\n", "")))
                .contains("import of Vrf1800 into Vrf1001 (ipv4) has no route-map before it");
        assertThat(FileCheck.of(good.replace("  neighbor MACHINE route-map IN-1001 in\n", "")))
                .contains("neighbour MACHINE of Vrf1001 has no route-map for both directions");
        assertThat(FileCheck.of(good.replaceFirst(" match ip address prefix-list MAY-1001\n", "")))
                .contains("route-map IN-1001 permit 10 permits everything");
        assertThat(FileCheck.of(good.replaceAll("(?m)^ipv6 prefix-list MAY-1001 .*\n", "")))
                .contains("ipv6 prefix-list MAY-1001 is used and not there");
    }

    @Test
    void databaseRowsComeAndGoInTheOrderThatSonicNeeds() {
        var wanted = SonicPlan.of(Models.desired(Models.whole(), "leaf11"), Models.TUNNEL);
        var desired = Models.desired(Models.whole(), "leaf11");
        var come = DbStep.between(Rows.NONE, wanted, SonicPlan.owned(desired));
        assertThat(DbStep.applied(Rows.NONE, come)).isEqualTo(wanted);
        assertThat(come.stream().map(each -> each.key().split("\\|")[0]).distinct())
                .containsExactly(
                        "PORT",
                        "VRF",
                        "VLAN",
                        "VLAN_INTERFACE",
                        "SUPPRESS_VLAN_NEIGH",
                        "VXLAN_TUNNEL_MAP",
                        "INTERFACE",
                        "VLAN_MEMBER");
        var go = DbStep.between(wanted, Rows.NONE, SonicPlan.owned(desired));
        assertThat(go.stream().map(each -> each.key().split("\\|")[0]).distinct())
                .containsExactly(
                        "VLAN_MEMBER",
                        "INTERFACE",
                        "VXLAN_TUNNEL_MAP",
                        "SUPPRESS_VLAN_NEIGH",
                        "VLAN_INTERFACE",
                        "VLAN",
                        "VRF");
        assertThat(DbStep.between(wanted, wanted, SonicPlan.owned(desired))).isEmpty();
    }

    @Test
    void anInterfaceLeavesItsVrfBeforeItComesToAnother() {
        var desired = Models.desired(Models.whole(), "leaf11");
        var before = SonicPlan.of(desired, Models.TUNNEL);
        var moved = SonicPlan.of(
                desired.with(
                        desired.ports().stream()
                                .map(each -> each.name().equals("Ethernet8")
                                        ? new Port("Ethernet8", new Use.Member(1001), true)
                                        : each)
                                .toList(),
                        desired.policy()),
                Models.TUNNEL);
        assertThat(DbStep.between(before, moved, SonicPlan.owned(desired)))
                .containsExactly(
                        new DbStep.Delete("INTERFACE|Ethernet8"),
                        new DbStep.Put("INTERFACE|Ethernet8", Models.of(moved.byKey(), "INTERFACE|Ethernet8")));
    }

    @Test
    void rowsOfOthersStay() {
        var desired = Models.desired(Models.whole(), "leaf11");
        var owned = SonicPlan.owned(desired);
        assertThat(List.of(
                        "VRF|default",
                        "VRF|VrfMgmt",
                        "VLAN|Vlan4000",
                        "VLAN|Vlan2001",
                        "VLAN_INTERFACE|Vlan4000",
                        "VLAN_MEMBER|Vlan4000|Ethernet200",
                        "INTERFACE|Ethernet200",
                        "PORT|Ethernet4",
                        "DEVICE_METADATA|localhost"))
                .noneMatch(owned);
    }

    /**
     * A fabric of {@code -Dleaves=32 -Dvrfs=500} is the figure of the documents; the build renders a small one. Sixteen networks have a
     * peering with shared storage, and every leaf has every network.
     */
    @Test
    void aWholeFabricIsRenderedAndItsTimeIsSaid() {
        var model = LargeFabric.of(LEAVES, VRFS);
        var texts = texts(model);
        // Warm, as an agent or a plant that runs is.
        var thread = ManagementFactory.getThreadMXBean();
        long begin = System.nanoTime();
        long worked = thread.getCurrentThreadCpuTime();
        texts = texts(model);
        worked = thread.getCurrentThreadCpuTime() - worked;
        long took = System.nanoTime() - begin;
        assertThat(texts).hasSize(LEAVES);
        assertThat(texts.values())
                .allMatch(each -> each.frr()
                                .lines()
                                .filter(line -> line.startsWith(" vni "))
                                .count()
                        == VRFS + 1L);
        System.out.printf(
                "rendered %d leaves with %d VRFs in %d ms (%d ms of processor), %d bytes%n",
                LEAVES,
                VRFS,
                took / 1_000_000,
                worked / 1_000_000,
                texts.values().stream().mapToLong(each -> each.frr().length()).sum());
    }

    private static void golden(String name, String text) {
        GoldenFiles.hold("engine/" + name, text);
    }
}
