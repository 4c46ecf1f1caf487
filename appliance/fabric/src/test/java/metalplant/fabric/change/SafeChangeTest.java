package metalplant.fabric.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.change.SafeChange.Step;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.check.LeakCheck.Finding;
import metalplant.fabric.check.LeakCheck.Rule;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.Engine;
import metalplant.fabric.engine.FileCheck;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Models;
import metalplant.fabric.engine.PartitionModel;
import metalplant.fabric.engine.PartitionModel.SwitchModel;
import metalplant.fabric.engine.Port;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.engine.SonicPlan;
import metalplant.fabric.engine.SwitchOs;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Settlement;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zones;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class SafeChangeTest {
    /** {@code -Dturns=10000} plays more of them. */
    private static final int TURNS = Integer.getInteger("turns", 60);

    private static final long SEED = Long.getLong("seed", 11L);
    private static final Set<Rule> LEAKS = EnumSet.of(Rule.R1, Rule.R2, Rule.R3, Rule.R5);

    @Test
    void noStateOnTheWayLeaksWhicheverSwitchIsHowFar() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int turn = 0; turn < TURNS; turn++) {
            var most = Zones.random(random);
            // Now and then the proposal changes too; what it cannot join by the numbers that are there then stays
            // apart.
            var other = random.nextInt(4) > 0 ? most : most.by(Proposal.values()[random.nextInt(3)]);
            var play = new Play(part(random, most), part(random, other));
            try {
                play.all(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=%d turn=%d%n%s%n%s".formatted(SEED, turn, play.before, play.after), e);
            }
        }
    }

    /** Two zones of the same switches, and how far each of them is from the one to the other. */
    private static final class Play {
        private final Zone before;
        private final Zone after;
        private final Map<String, SwitchPolicy> now = new HashMap<>();

        Play(Zone before, Zone after) {
            this.before = before;
            this.after = after;
        }

        void all(RandomGenerator random) {
            var from = Engine.desired(model(before, Map.of()));
            var vlans = new HashMap<String, Map<Integer, Integer>>();
            from.forEach((name, desired) -> vlans.put(name, desired.vlans()));
            var to = Engine.desired(model(after, vlans));
            var left = new TreeMap<String, List<Step>>();
            from.forEach((name, desired) -> {
                now.put(name, desired.policy());
                var rows = SonicPlan.of(desired, Models.TUNNEL);
                left.put(name, new ArrayList<>(SafeChange.plan(desired, Models.of(to, name), rows, Models.TUNNEL)));
            });
            while (!left.isEmpty()) {
                var names = List.copyOf(left.keySet());
                var name = names.get(random.nextInt(names.size()));
                var steps = Models.of(left, name);
                if (steps.isEmpty()) {
                    assertThat(Models.of(now, name))
                            .isEqualTo(Models.of(to, name).policy());
                    left.remove(name);
                } else if (steps.removeFirst() instanceof Step.Frr frr) {
                    assertThat(FileCheck.of(FrrFile.of(frr.state()))).isEmpty();
                    hold(name, during(Models.of(now, name), frr.state().policy()));
                    hold(name, frr.state().policy());
                }
            }
        }

        private void hold(String name, SwitchPolicy policy) {
            now.put(name, policy);
            assertThat(leaks(before, after, now)).as(name).isEmpty();
        }
    }

    private static List<Finding> leaks(Zone before, Zone after, Map<String, SwitchPolicy> policies) {
        return LeakCheck.between(before, after, policies).stream()
                .filter(each -> LEAKS.contains(each.rule()))
                .toList();
    }

    /** In the middle of a transaction at its worst: maps of exports are gone or changed already, and nothing else is. */
    private static SwitchPolicy during(SwitchPolicy is, SwitchPolicy next) {
        var exports = is.vrfs().stream()
                .flatMap(each -> each.advertisement().stream())
                .flatMap(each -> each.map().stream())
                .toList();
        return new SwitchPolicy(
                is.name(),
                is.asn(),
                is.prefixLists(),
                is.communityLists(),
                is.maps().stream()
                        .filter(map -> !exports.contains(map.name())
                                || next.map(map.name()).filter(map::equals).isPresent())
                        .toList(),
                is.vrfs());
    }

    @Test
    void oneTransactionInPlaceOfTheStepsWouldLeak() {
        // A peering goes, and with it the last machine of a network on a leaf: its map goes before the export that
        // names it.
        var zone = Zones.two();
        var after = zone.partitions().stream()
                .map(each -> new Partition(
                        each.number(),
                        each.supers(),
                        each.dci(),
                        each.leaves().stream()
                                .map(leaf -> new Leaf(leaf.name(), leaf.asn(), Map.of()))
                                .toList(),
                        each.exits()))
                .toList();
        var wanted = new Zone(after, zone.networks(), List.of(), zone.cables());
        var policies = new HashMap<>(Planner.plan(zone));
        var next = Planner.plan(wanted);
        assertThat(leaks(zone, wanted, policies)).isEmpty();
        policies.replaceAll((name, policy) -> during(policy, Models.of(next, name)));
        assertThat(leaks(zone, wanted, policies)).isNotEmpty();
    }

    @Test
    void interfacesComeBeforeFrrNeedsThemAndGoAfterItHasLeft() {
        var without = Models.whole();
        var gone = without.switches().getFirst();
        var fewer = new PartitionModel(
                without(without.zone(), "leaf11", "y1"),
                List.of(new SwitchModel(
                        gone.box(),
                        gone.ports().stream()
                                .map(each -> each.name().equals("Ethernet8")
                                        ? new Port(each.name(), new Use.Booting(), true)
                                        : each)
                                .toList(),
                        gone.vlans())));
        var big = Models.desired(without, "leaf11");
        var small = Models.desired(fewer, "leaf11");
        assertThat(kinds(SafeChange.plan(small, big, SonicPlan.of(small, Models.TUNNEL), Models.TUNNEL)))
                .containsExactly("ConfigDb", "AwaitVnis", "Frr");
        var steps = SafeChange.plan(big, small, SonicPlan.of(big, Models.TUNNEL), Models.TUNNEL);
        assertThat(kinds(steps)).containsExactly("Frr", "Frr", "ConfigDb");
        assertThat(FrrFile.of(((Step.Frr) steps.get(0)).state()))
                .contains("router bgp 4200000101 vrf Vrf1002", "  advertise ipv4 unicast route-map DENY-ALL")
                .doesNotContain("neighbor Ethernet8 ");
        assertThat(FrrFile.of(((Step.Frr) steps.get(1)).state())).doesNotContain("Vrf1002");
        assertThat(((Step.ConfigDb) steps.get(2)).steps())
                .contains(new DbStep.Delete("VRF|Vrf1002"), new DbStep.Delete("INTERFACE|Ethernet8"));
        assertThat(SafeChange.plan(big, big, SonicPlan.of(big, Models.TUNNEL), Models.TUNNEL))
                .isEmpty();
    }

    private static Zone without(Zone zone, String leaf, String network) {
        return new Zone(
                zone.partitions().stream()
                        .map(each -> new Partition(
                                each.number(),
                                each.supers(),
                                each.dci(),
                                each.leaves().stream()
                                        .map(one -> one.name().equals(leaf) ? without(one, network) : one)
                                        .toList(),
                                each.exits()))
                        .toList(),
                zone.networks(),
                zone.peerings(),
                zone.cables(),
                zone.externals());
    }

    private static Leaf without(Leaf leaf, String network) {
        var hosts = new HashMap<>(leaf.hosts());
        hosts.remove(network);
        return new Leaf(leaf.name(), leaf.asn(), hosts);
    }

    private static List<String> kinds(List<Step> steps) {
        return steps.stream().map(each -> each.getClass().getSimpleName()).toList();
    }

    @Test
    void aPeerMoreIsOneTransactionAndTouchesNothingElse() {
        var zone = Zones.two();
        var fewer = new Zone(zone.partitions(), zone.networks(), zone.peerings().subList(1, 2), zone.cables());
        var small = Models.desired(model(fewer, Map.of()), "leaf11");
        var big = Models.desired(model(zone, Map.of("leaf11", small.vlans())), "leaf11");
        var before = FrrFile.of(small).lines().toList();
        var after = new HashSet<>(FrrFile.of(big).lines().toList());
        assertThat(before).allMatch(after::contains);
        assertThat(kinds(SafeChange.plan(small, big, SonicPlan.of(small, Models.TUNNEL), Models.TUNNEL)))
                .containsExactly("ConfigDb", "AwaitVnis", "Frr");
    }

    @Test
    void aSwitchWithAnotherAddressIsAnotherSwitch() {
        var one = Models.desired(Models.whole(), "leaf11");
        var other = new Desired(
                Models.box("leaf11", SwitchOs.SONIC, SwitchRole.LEAF, 4_200_000_101L, 9),
                one.ports(),
                one.policy(),
                one.vlans());
        assertThatThrownBy(() -> SafeChange.plan(one, other, Rows.NONE, Models.TUNNEL))
                .hasMessageContaining("drain it");
    }

    private static PartitionModel model(Zone zone, Map<String, Map<Integer, Integer>> vlans) {
        var switches = new ArrayList<SwitchModel>();
        int number = 1;
        for (var partition : zone.partitions()) {
            for (var leaf : partition.leaves()) {
                var ports = new ArrayList<Port>();
                int port = 0;
                for (var network : zone.networks()) {
                    port += 4;
                    boolean here = leaf.hosts().containsKey(network.id());
                    ports.add(new Port(
                            "Ethernet" + port, here ? new Use.Member(network.vrf()) : new Use.Booting(), true));
                }
                switches.add(new SwitchModel(
                        Models.box(leaf.name(), SwitchOs.SONIC, SwitchRole.LEAF, leaf.asn(), number++),
                        ports,
                        vlans.getOrDefault(leaf.name(), Map.of())));
            }
            for (var exit : partition.exits()) {
                switches.add(new SwitchModel(
                        Models.box(exit.name(), SwitchOs.SONIC, SwitchRole.EXIT, exit.asn(), number++),
                        List.of(),
                        vlans.getOrDefault(exit.name(), Map.of())));
            }
        }
        return new PartitionModel(zone, switches);
    }

    /** The same switches with some of the networks, some of the peerings, and some of the machines. */
    private static Zone part(RandomGenerator random, Zone most) {
        var networks = most.networks().stream()
                .filter(_ -> random.nextInt(4) > 0)
                .map(each -> random.nextInt(4) > 0 || each.kind() == Zone.Kind.EXTERNAL
                        ? each
                        : further(each, random.nextInt(250)))
                .toList();
        var ids = new HashSet<String>();
        networks.forEach(each -> ids.add(each.id()));
        var peerings = most.peerings().stream()
                .filter(each -> ids.contains(each.network1()) && ids.contains(each.network2()) && random.nextInt(4) > 0)
                .toList();
        var partitions = most.partitions().stream()
                .map(each -> new Partition(
                        each.number(),
                        each.supers(),
                        each.dci(),
                        each.leaves().stream()
                                .map(leaf -> new Leaf(leaf.name(), leaf.asn(), some(random, leaf.hosts(), ids)))
                                .toList(),
                        each.exits()))
                .toList();
        var settled = Settlement.of(most.with(partitions, networks, peerings, most.cables()), List.of())
                .zone();
        var externals = most.externals().stream()
                .filter(each -> settled.network(each.network()).isPresent() && random.nextInt(4) > 0)
                .toList();
        return new Zone(
                settled.partitions(),
                settled.networks(),
                settled.peerings(),
                settled.cables(),
                externals,
                settled.proposal());
    }

    private static Network further(Network of, int number) {
        return new Network(
                of.id(),
                of.project(),
                of.partition(),
                of.vrf(),
                of.prefixes(),
                List.of(Cidr.parse("203.0.%d.%d/32".formatted(of.partition(), number))),
                of.kind(),
                of.pods(),
                of.stays());
    }

    private static Map<String, List<Cidr>> some(
            RandomGenerator random, Map<String, List<Cidr>> hosts, Set<String> networks) {
        var found = new HashMap<String, List<Cidr>>();
        Stream.of(hosts.keySet()).flatMap(Set::stream).sorted().forEach(id -> {
            if (networks.contains(id) && random.nextInt(4) > 0) {
                found.put(id, hosts.get(id));
            }
        });
        return found;
    }
}
