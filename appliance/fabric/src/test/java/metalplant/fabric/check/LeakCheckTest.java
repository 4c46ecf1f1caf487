package metalplant.fabric.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import metalplant.fabric.check.LeakCheck.Finding;
import metalplant.fabric.check.LeakCheck.Rule;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.RouteMap.Change;
import metalplant.fabric.policy.RouteMap.Entry;
import metalplant.fabric.policy.Session;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zones;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeakCheckTest {
    /** {@code -Dturns=10000} plays more of them. */
    private static final int TURNS = Integer.getInteger("turns", 300);

    private static final long SEED = Long.getLong("seed", 7L);

    @ParameterizedTest
    @EnumSource
    void theZoneOfTheReferenceLeaksNothingAndEverybodyReachesWhomHeShould(Proposal proposal) {
        var zone = Zones.two(proposal);
        assertThat(LeakCheck.of(zone, Planner.plan(zone))).isEmpty();
    }

    @Test
    void noZoneLeaksWhateverTenantsAnnounce() {
        var random = random();
        for (int turn = 0; turn < TURNS; turn++) {
            var zone = Zones.random(random);
            assertThat(LeakCheck.of(zone, Planner.plan(zone)))
                    .as("seed=%d turn=%d %s", SEED, turn, zone)
                    .isEmpty();
        }
    }

    @Test
    void importsWithoutAMapLetEverythingIn() {
        found(policy -> vrfs(policy, vrf -> copy(vrf, vrf.machines(), Optional.empty(), vrf.advertisement())), Rule.R1);
    }

    @Test
    void exportsWithoutAMapTellWhatWasTakenFromOthers() {
        found(
                policy -> vrfs(
                        policy,
                        vrf -> copy(
                                vrf,
                                vrf.machines(),
                                vrf.importMap(),
                                vrf.advertisement().map(_ -> new VrfPolicy.Advertisement(Optional.empty())))),
                Rule.R3);
    }

    @Test
    void anExportWhoseMapIsGoneIsAnOpenDoor() {
        found(
                policy -> new SwitchPolicy(
                        policy.name(),
                        policy.asn(),
                        policy.prefixLists(),
                        policy.communityLists(),
                        policy.maps().stream()
                                .filter(map -> !map.name().startsWith("ADV-"))
                                .toList(),
                        policy.vrfs()),
                Rule.R3,
                Rule.POLICY);
    }

    @Test
    void withNeitherMapProjectsKnowEachOther() {
        // The configuration that one would write first.
        var zone = Zones.two();
        var naive = changed(
                zone,
                policy -> vrfs(
                        policy,
                        vrf -> copy(
                                vrf,
                                vrf.machines(),
                                Optional.empty(),
                                vrf.advertisement().map(_ -> new VrfPolicy.Advertisement(Optional.empty())))));
        assertThat(LeakCheck.of(zone, naive))
                .filteredOn(finding -> finding.rule() == Rule.R1)
                .extracting(Finding::message)
                .anyMatch(message -> message.startsWith("y1 must not know 10.1.0.1/32"))
                .anyMatch(message -> message.startsWith("y1 must not know 10.1.128.1/32"));
    }

    @Test
    void machinesThatMayAnnounceAnythingGetIntoOtherNetworks() {
        found(
                policy -> maps(policy, "IN-", entry -> new Entry(RouteMap.Match.prefixes("ANY"), entry.change())),
                Rule.R1);
    }

    @Test
    void exitsThatTakeEverythingAndDoNotKnowEachOtherAsOnePartitionLearnTheirOwnBack() {
        found(
                policy -> maps(
                        policy.name().startsWith("exit") ? apart(policy) : policy,
                        "DCI-",
                        entry -> new Entry(RouteMap.Match.prefixes("ANY"), entry.change())),
                Rule.R5);
    }

    @ParameterizedTest
    @EnumSource(
            value = Proposal.class,
            names = {"EXITS_JOIN", "EQUAL_VNIS"})
    void exitsThatCarryNetworksAndTakeWhateverComesAreFound(Proposal proposal) {
        var zone = Zones.two(proposal);
        // Each entry of an exit permits everything that it permitted of some prefix.
        var open = changed(
                zone,
                policy -> policy.name().startsWith("exit")
                        ? maps(
                                policy,
                                "",
                                entry -> new Entry(
                                        new RouteMap.Match(
                                                entry.match().sourceVrf(), Optional.of("ANY"), Optional.empty()),
                                        entry.change()))
                        : policy);
        // As if the first session of a network were plugged into the VRF of another one.
        var mixed = crossed(open, "exit21", "Vrf%d".formatted(of(zone, "x2")), "Vrf%d".formatted(of(zone, "y2")));
        assertThat(LeakCheck.of(zone, mixed)).extracting(Finding::rule).contains(Rule.R1);
    }

    private static int of(Zone zone, String network) {
        return zone.network(network).orElseThrow().vrf();
    }

    /** The sessions of two VRFs of a switch, each in the other one. */
    private static Map<String, SwitchPolicy> crossed(
            Map<String, SwitchPolicy> policies, String name, String one, String other) {
        var policy = Optional.ofNullable(policies.get(name)).orElseThrow();
        var mixed = new TreeMap<>(policies);
        mixed.put(
                name,
                vrfs(
                        policy,
                        vrf -> vrf.name().equals(one)
                                ? with(vrf, policy.vrf(other).orElseThrow().sessions())
                                : vrf.name().equals(other)
                                        ? with(
                                                vrf,
                                                policy.vrf(one).orElseThrow().sessions())
                                        : vrf));
        return mixed;
    }

    private static VrfPolicy with(VrfPolicy vrf, List<Session> sessions) {
        return new VrfPolicy(
                vrf.name(), vrf.vni(), vrf.machines(), vrf.imports(), vrf.importMap(), vrf.advertisement(), sessions);
    }

    /** With an ASN of its own. */
    private static SwitchPolicy apart(SwitchPolicy policy) {
        return new SwitchPolicy(
                policy.name(),
                Integer.toUnsignedLong(policy.name().hashCode()),
                policy.prefixLists(),
                policy.communityLists(),
                policy.maps(),
                policy.vrfs());
    }

    @Test
    void aVrfThatTakesMoreThanThePrefixesOfItsPeerIsFound() {
        found(
                policy -> maps(
                        policy,
                        "LEAK-",
                        entry -> new Entry(
                                RouteMap.Match.prefixes("ANY")
                                        .from(entry.match().sourceVrf().orElseThrow()),
                                Change.NOTHING)),
                Rule.R1);
    }

    @Test
    void anExternalNetworkThatTakesAndTellsMoreThanTheAddressesThatAProjectHoldsIsFound() {
        found(
                policy -> maps(
                        maps(
                                policy,
                                "LEAK-5000",
                                entry -> new Entry(
                                        RouteMap.Match.prefixes("ANY")
                                                .from(entry.match().sourceVrf().orElseThrow()),
                                        Change.NOTHING)),
                        "ADV-5000",
                        _ -> new Entry(RouteMap.Match.prefixes("ANY"), Change.NOTHING)),
                Rule.R1,
                Rule.R2,
                Rule.R3);
    }

    @Test
    void whoTakesNothingFromAnExternalNetworkDoesNotGetOut() {
        found(
                policy -> vrfs(
                        policy,
                        vrf -> vrf.name().equals("Vrf5000")
                                ? copy(vrf, vrf.machines(), Optional.of("DENY-ALL"), vrf.advertisement())
                                : vrf),
                Rule.REACH);
    }

    @Test
    void aNetworkThatTakesNothingFromThePartitionsOfItsProjectIsUnreachableThere() {
        found(
                policy -> vrfs(
                        policy,
                        vrf -> vrf.imports().isEmpty()
                                ? vrf
                                : copy(vrf, vrf.machines(), Optional.of("DENY-ALL"), vrf.advertisement())),
                Rule.REACH);
    }

    @Test
    void namesThatNothingStandsBehindAreFound() {
        found(
                policy -> new SwitchPolicy(
                        policy.name(), policy.asn(), List.of(), policy.communityLists(), policy.maps(), policy.vrfs()),
                Rule.POLICY);
    }

    /** In some zone the checker finds a finding of each of these rules, once every policy is changed so. */
    private static void found(UnaryOperator<SwitchPolicy> change, Rule... wanted) {
        var random = random();
        Set<Rule> missing = EnumSet.copyOf(List.of(wanted));
        for (int turn = 0; turn < TURNS && !missing.isEmpty(); turn++) {
            var zone = Zones.random(random);
            LeakCheck.of(zone, changed(zone, change)).forEach(finding -> missing.remove(finding.rule()));
        }
        assertThat(missing).as("seed=%d", SEED).isEmpty();
    }

    private static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }

    private static Map<String, SwitchPolicy> changed(Zone zone, UnaryOperator<SwitchPolicy> change) {
        return Planner.plan(zone).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> change.apply(each.getValue()), (a, _) -> a, TreeMap::new));
    }

    private static SwitchPolicy vrfs(SwitchPolicy policy, UnaryOperator<VrfPolicy> change) {
        return new SwitchPolicy(
                policy.name(),
                policy.asn(),
                policy.prefixLists(),
                policy.communityLists(),
                policy.maps(),
                policy.vrfs().stream().map(change).toList());
    }

    private static VrfPolicy copy(
            VrfPolicy vrf,
            Optional<String> machines,
            Optional<String> importMap,
            Optional<VrfPolicy.Advertisement> advertisement) {
        return new VrfPolicy(vrf.name(), vrf.vni(), machines, vrf.imports(), importMap, advertisement, vrf.sessions());
    }

    /** With a list ANY, and the entries of all maps whose names begin so changed. */
    private static SwitchPolicy maps(SwitchPolicy policy, String begin, UnaryOperator<Entry> change) {
        var lists = new ArrayList<>(policy.prefixLists());
        lists.add(new PrefixList(
                "ANY",
                List.of(PrefixList.Rule.within(Cidr.parse("0.0.0.0/0")), PrefixList.Rule.within(Cidr.parse("::/0")))));
        return new SwitchPolicy(
                policy.name(),
                policy.asn(),
                lists,
                policy.communityLists(),
                policy.maps().stream()
                        .map(map -> map.name().startsWith(begin)
                                ? new RouteMap(
                                        map.name(),
                                        map.entries().stream().map(change).toList())
                                : map)
                        .toList(),
                policy.vrfs());
    }
}
