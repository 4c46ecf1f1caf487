package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.core.homes.PublishingStore;
import metalplant.core.homes.SharedHomes;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.RemoveNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Ip;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Networks without partition: made in one plant, used in all, and no address is given twice. */
public abstract class SharedNetworksContract {
    private static final String INTERNET = "internet";
    private static final String SHARED = TestFederation.SHARED;
    private static final String LOCAL = "198.51.100.0/24";

    /** A new empty store. */
    protected abstract Store store();

    private TestFederation federation(int plants) {
        return new TestFederation(
                1, IntStream.range(0, plants).mapToObj(_ -> store()).toList());
    }

    /** Two plants that share a prefix. */
    private TestFederation pair() {
        var federation = federation(2);
        federation.found();
        federation.join(federation.plants.get(1));
        federation.runUntil(federation::agree);
        federation.share(TestFederation.pool(SHARED, 28));
        return federation;
    }

    private static TestFederation.Plant plant(TestFederation federation, int at) {
        return federation.plants.get(at);
    }

    private static Network create(TestFederation.Plant plant, String id, long vrf, String... prefixes) {
        return create(plant, id, vrf, Map.of(), prefixes);
    }

    private static Network create(
            TestFederation.Plant plant, String id, long vrf, Map<String, String> labels, String... prefixes) {
        var shared = new PublishingStore(plant.store);
        var use = new CreateNetwork(shared, plant.ipam.world, plant.self, NumberPool.vrfs(shared));
        return use.run(new CreateNetwork.Request(
                        Optional.of(id),
                        id,
                        "",
                        "",
                        "",
                        List.of(prefixes),
                        List.of(),
                        Map.of(),
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        vrf,
                        true,
                        labels))
                .network();
    }

    private static void update(TestFederation.Plant plant, String id, String description, String... prefixes) {
        new UpdateNetwork(new PublishingStore(plant.store), plant.ipam.world, plant.self)
                .run(new UpdateNetwork.Request(
                        id,
                        Optional.empty(),
                        Optional.of(description),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(prefixes),
                        Optional.empty(),
                        List.of(),
                        false));
    }

    private static void delete(TestFederation.Plant plant, String id) {
        var shared = new PublishingStore(plant.store);
        new RemoveNetwork(shared, NumberPool.vrfs(shared)).delete(id);
    }

    private static Optional<Network> network(TestFederation.Plant plant, String id) {
        return plant.store.read("test", tx -> tx.networks().find(id));
    }

    private static Network reads(TestFederation federation, int at, String id) {
        federation.runUntil(() -> network(plant(federation, at), id).isPresent());
        return network(plant(federation, at), id).orElseThrow();
    }

    private static List<String> rows(TestFederation.Plant plant, String id) {
        return plant.store.read(
                "test",
                tx -> tx.prefixes().ofNetwork(id).stream()
                        .map(Prefix::cidr)
                        .map(Cidr::toString)
                        .toList());
    }

    private static Ip acquire(TestFederation.Plant plant, String id) {
        return plant.ipam.acquire(network(plant, id).orElseThrow(), "blue");
    }

    /** An address, as soon as the plant has a block for it. */
    private static Ip taken(TestFederation federation, int at, String id) {
        var plant = plant(federation, at);
        federation.runUntil(() -> plant.store.<Boolean>read(
                "test",
                tx -> tx.prefixes().ofNetwork(id).stream()
                        .anyMatch(prefix -> !tx.prefixes()
                                .usableBlocks(prefix, plant.self.get(), 1)
                                .isEmpty())));
        return acquire(plant, id);
    }

    private static Problem problem(ThrowingCallable call) {
        var caught = org.assertj.core.api.Assertions.catchThrowable(call);
        assertThat(caught).isInstanceOf(Problem.class);
        return (Problem) caught;
    }

    private static void settle(TestFederation federation) {
        federation.runUntil(() -> federation.agree()
                && federation.plants.stream()
                        .allMatch(plant -> plant.store.<Boolean>read(
                                "test", tx -> tx.shared().pending(1).isEmpty())));
    }

    private static List<PoolSpec> whole(String prefix) {
        return List.of(TestFederation.pool(prefix, 28));
    }

    @Test
    public void aNetworkOfOnePlantIsReadInTheOtherAndGivesAddressesOfItsOwnBlocksWhileCutOff() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 4242, Map.of("a", "b"), SHARED);

        var copy = reads(federation, 1, INTERNET);
        assertThat(copy)
                .extracting(Network::vrf, Network::labels, each -> each.stamp().home())
                .containsExactly(
                        4242L, Map.of("a", "b"), plant(federation, 0).id.text());
        var here = taken(federation, 0, INTERNET).address();
        var there = taken(federation, 1, INTERNET).address();
        federation.links.cutOff(1);
        var third = acquire(plant(federation, 1), INTERNET).address();

        assertThat(List.of(here, there, third)).doesNotHaveDuplicates();
        assertThat(rows(plant(federation, 1), INTERNET)).containsExactly(SHARED);
        assertThatThrownBy(() -> create(plant(federation, 1), INTERNET, 0, SHARED))
                .hasMessageContaining("exists");
    }

    @Test
    public void aCopyIsChangedAndDeletedAtItsHomeOnlyAndFollowsIt() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 0, SHARED);
        reads(federation, 1, INTERNET);
        var other = plant(federation, 1);

        for (var refused :
                List.of(problem(() -> update(other, INTERNET, "mine")), problem(() -> delete(other, INTERNET)))) {
            assertThat(refused.code()).isEqualTo(ProblemCode.HOME_ELSEWHERE);
            assertThat(refused.details()).containsEntry("plant-label", "site_0");
        }
        Optional<String> home = other.store.read("test", tx -> home(tx, INTERNET));
        assertThat(home).contains(plant(federation, 0).id.text());
        update(plant(federation, 0), INTERNET, "of all");
        federation.runUntil(
                () -> network(other, INTERNET).orElseThrow().description().equals("of all"));

        delete(plant(federation, 0), INTERNET);
        federation.runUntil(() -> network(other, INTERNET).isEmpty());
        assertThat(rows(other, INTERNET)).isEmpty();
        create(other, INTERNET, 0, SHARED);
        reads(federation, 0, INTERNET);
        taken(federation, 0, INTERNET);
    }

    @Test
    public void ofAPrefixThatIsNotSharedOnlyTheHomeGivesAddressesAndTheOtherPlantSaysSo() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 0, LOCAL);
        reads(federation, 1, INTERNET);

        assertThat(problem(() -> acquire(plant(federation, 1), INTERNET)).code())
                .isEqualTo(ProblemCode.ADDRESS_HELD_ELSEWHERE);
        taken(federation, 0, INTERNET);
        federation.runUntil(() -> !rows(plant(federation, 1), INTERNET).isEmpty());
        var copy = network(plant(federation, 1), INTERNET).orElseThrow();
        for (var refused : List.of(
                problem(() -> acquire(plant(federation, 1), INTERNET)),
                problem(() -> plant(federation, 1).ipam.acquire(copy, "blue", "198.51.100.9")))) {
            assertThat(refused.code()).isEqualTo(ProblemCode.ADDRESS_HELD_ELSEWHERE);
            assertThat(refused.details()).containsEntry("plant-label", "site_0");
        }
        assertThat(problem(() -> create(plant(federation, 1), "mine", 0, LOCAL)).code())
                .isEqualTo(ProblemCode.PREFIX_OVERLAPS);
    }

    @Test
    public void prefixesThatTheHomeTakesAwayStayWhereAddressesOfThemAreInUseAndGiveNoNewOnes() {
        var federation = pair();
        var more = "192.0.2.0/24";
        federation.share(TestFederation.pool(more, 28));
        create(plant(federation, 0), INTERNET, 0, SHARED, more);
        reads(federation, 1, INTERNET);
        var other = plant(federation, 1);
        federation.runUntil(() -> other.store.<Boolean>read(
                "test",
                tx -> tx.prefixes().ofNetwork(INTERNET).stream()
                        .noneMatch(prefix -> tx.prefixes()
                                .usableBlocks(prefix, other.self.get(), 1)
                                .isEmpty())));
        var held = other.ipam.acquire(
                network(other, INTERNET).orElseThrow(),
                "blue",
                other.store.read(
                        "test",
                        tx -> tx.prefixes()
                                .usableBlocks(
                                        tx.prefixes()
                                                .overlapping(Cidr.parse(more))
                                                .orElseThrow(),
                                        other.self.get(),
                                        1)
                                .getFirst()
                                .cidr()
                                .last()
                                .toString()));

        update(plant(federation, 0), INTERNET, "", SHARED);
        federation.runUntil(
                () -> network(other, INTERNET).orElseThrow().prefixes().size() == 1);

        assertThat(rows(other, INTERNET)).containsExactlyInAnyOrder(SHARED, more);
        for (int i = 0; i < 20; i++) {
            try {
                assertThat(acquire(other, INTERNET).parentPrefix()).isEqualTo(SHARED);
            } catch (Problem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.NO_ADDRESS_LEFT);
            }
        }
        other.ipam.freeIp.run(held.address().toString(), Optional.empty());
        federation.runUntil(() -> rows(other, INTERNET).equals(List.of(SHARED)));
    }

    @Test
    public void aNetworkIsNotDeletedWhileAnotherPlantIsKnownToUseIt() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 0, SHARED);
        reads(federation, 1, INTERNET);
        var ip = taken(federation, 1, INTERNET);
        var uid = network(plant(federation, 0), INTERNET).orElseThrow().stamp().uid();
        federation.runUntil(() -> !plant(federation, 0)
                .store
                .<Boolean>read("test", tx -> tx.spans().of(uid).isEmpty()));

        var refused = problem(() -> delete(plant(federation, 0), INTERNET));
        assertThat(refused.code()).isEqualTo(ProblemCode.PREFIX_IN_USE);
        assertThat(refused).hasMessageContaining("site_1");
        plant(federation, 1).ipam.freeIp.run(ip.address().toString(), Optional.empty());
        federation.runUntil(() -> plant(federation, 0)
                .store
                .<Boolean>read("test", tx -> tx.spans().of(uid).isEmpty()));
        delete(plant(federation, 0), INTERNET);
        federation.runUntil(() -> network(plant(federation, 1), INTERNET).isEmpty());
    }

    @Test
    public void whatIsUsedElsewhereStaysThereAsLongAsItIsUsed() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 0, SHARED);
        reads(federation, 1, INTERNET);
        var ip = taken(federation, 1, INTERNET);
        federation.links.cutOff(0);
        delete(plant(federation, 0), INTERNET);
        federation.links.heal();
        settle(federation);

        assertThat(network(plant(federation, 1), INTERNET)).isPresent();
        plant(federation, 1).ipam.freeIp.run(ip.address().toString(), Optional.empty());
        federation.runUntil(() -> network(plant(federation, 1), INTERNET).isEmpty());
    }

    @Test
    public void equalNetworksOfTwoPlantsThatMeetAreOneAndWhatWasInUseStaysInUse() {
        var federation = federation(2);
        for (int at = 0; at < 2; at++) {
            create(plant(federation, at), INTERNET, 4242, LOCAL);
        }
        var ip = plant(federation, 1)
                .ipam
                .acquire(network(plant(federation, 1), INTERNET).orElseThrow(), "blue", "198.51.100.9");
        federation.found(whole(LOCAL).toArray(PoolSpec[]::new));
        federation.join(plant(federation, 1), whole(LOCAL).toArray(PoolSpec[]::new));
        settle(federation);

        var other = plant(federation, 1);
        federation.runUntil(
                () -> !network(other, INTERNET).orElseThrow().stamp().home().isEmpty());
        assertThat(all(other)).containsExactly(INTERNET);
        assertThat(other.ipam
                        .findIps
                        .get(ip.address().toString(), Optional.empty())
                        .networkId())
                .isEqualTo(INTERNET);
        assertThat(problem(() -> acquire(other, INTERNET)).details()).containsEntry("plant-label", "site_0");
        acquire(plant(federation, 0), INTERNET);
        other.ipam.freeIp.run(ip.address().toString(), Optional.empty());
        federation.runUntil(() -> other.store.<Boolean>read(
                "test",
                tx -> tx.prefixes().ofNetwork(INTERNET).stream()
                        .allMatch(prefix -> tx.federation().poolOf(prefix.id()).isPresent())));
    }

    @Test
    public void differentNetworksWithOneIdAreBothKeptUnderTheIdsThatMachinesKnow() {
        var federation = federation(2);
        create(plant(federation, 0), INTERNET, 0, LOCAL);
        create(plant(federation, 1), INTERNET, 0, "192.0.2.0/24");
        create(plant(federation, 1), "island", 0, Map.of(Network.LOCAL_ONLY_LABEL, "true"), "10.9.0.0/16");
        federation.found(whole(LOCAL).toArray(PoolSpec[]::new));
        federation.join(plant(federation, 1), whole("192.0.2.0/24").toArray(PoolSpec[]::new));
        settle(federation);

        assertThat(all(plant(federation, 0))).containsExactly(INTERNET, INTERNET + "~site_1");
        assertThat(all(plant(federation, 1))).containsExactly(INTERNET, INTERNET + "~site_0", "island");
        acquire(plant(federation, 0), INTERNET);
        acquire(plant(federation, 1), INTERNET);
        assertThat(rows(plant(federation, 0), INTERNET + "~site_1")).containsExactly("192.0.2.0/24");
        assertThat(problem(() -> new UpdateNetwork(
                                        new PublishingStore(plant(federation, 1).store),
                                        federation.world,
                                        plant(federation, 1).self)
                                .run(new UpdateNetwork.Request(
                                        "island",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(Map.of()),
                                        Optional.empty(),
                                        List.of(),
                                        List.of(),
                                        Optional.empty(),
                                        List.of(),
                                        false)))
                        .code())
                .isEqualTo(ProblemCode.RULE_VIOLATED);
    }

    private static List<String> all(TestFederation.Plant plant) {
        return plant.store.read(
                "test", tx -> tx.networks().list().stream().map(Network::id).toList());
    }

    @Test
    public void theVrfOfACopyIsTakenAndOneThatAProjectHasKeepsTheNetworkOut() {
        var federation = pair();
        var other = plant(federation, 1);
        other.store.run("test", tx -> {
            var network = other.ipam.network("of-a-project", metalplant.model.network.NetworkType.CHILD, "10.0.0.0/22");
            tx.numbers().take("vrf", 77, network.id());
            return tx.networks().insert(ofProject(network, 77));
        });
        create(plant(federation, 0), "clash", 77, SHARED);
        create(plant(federation, 0), "fits", 78, LOCAL);
        reads(federation, 1, "fits");
        settle(federation);

        assertThat(network(other, "clash")).isEmpty();
        assertThat(other.alarms).anyMatch(text -> text.contains("clash") && text.contains("VRF 77"));
        assertThat(other.store.<Boolean>read(
                        "test", tx -> tx.numbers().nextFree("vrf", 78, 78).isEmpty()))
                .isTrue();
        other.store.run("test", tx -> {
            tx.networks().delete(tx.networks().get("of-a-project"));
            tx.numbers().release("vrf", 77);
            return true;
        });
        reads(federation, 1, "clash");
        delete(plant(federation, 0), "fits");
        federation.runUntil(() -> other.store.<Boolean>read(
                "test", tx -> !tx.numbers().nextFree("vrf", 78, 78).isEmpty()));
    }

    private static Network ofProject(Network network, long vrf) {
        return new Network(
                network.id(),
                network.name(),
                "",
                network.type(),
                network.partitionId(),
                "blue",
                "",
                network.prefixes(),
                List.of(),
                Map.of(),
                false,
                false,
                vrf,
                Map.of(),
                List.of(),
                network.stamp());
    }

    @Test
    public void aPlantThatLeavesKeepsTheNetworksAndGoesOnWithWhatWasItsOwn() {
        var federation = pair();
        create(plant(federation, 0), INTERNET, 0, SHARED);
        create(plant(federation, 1), "second", 0, LOCAL);
        reads(federation, 1, INTERNET);
        reads(federation, 0, "second");
        var leaving = plant(federation, 1);
        leaving.order(new Event.Drain());
        federation.runUntil(() -> leaving.phase() == Phase.STANDALONE
                && leaving.state().ledger().state().isEmpty());

        assertThat(all(leaving)).containsExactly(INTERNET, "second");
        acquire(leaving, "second");
        delete(leaving, INTERNET);
        federation.runUntil(() -> network(plant(federation, 0), "second")
                .filter(each -> each.stamp().home().isEmpty())
                .isPresent());
        assertThat(all(plant(federation, 0))).containsExactly(INTERNET, "second");
        assertThat(problem(() -> acquire(plant(federation, 0), "second")).code())
                .isEqualTo(ProblemCode.NO_ADDRESS_LEFT);
    }

    @Test
    public void theHomeOfANetworkMovesWhenItsPlantIsPutOut() {
        var federation = federation(3);
        federation.found();
        federation.join(plant(federation, 1));
        federation.join(plant(federation, 2));
        federation.share(TestFederation.pool(SHARED, 28));
        create(plant(federation, 2), INTERNET, 0, SHARED);
        reads(federation, 0, INTERNET);
        federation.links.cutOff(2);
        plant(federation, 0).want(new MemberCommand.MemberEvict(plant(federation, 2).id));
        federation.runUntil(() -> network(plant(federation, 0), INTERNET)
                .filter(each -> each.stamp().home().isEmpty())
                .isPresent());
        update(plant(federation, 0), INTERNET, "mine by now");
        taken(federation, 0, INTERNET);
        assertThat(problem(() -> delete(plant(federation, 0), INTERNET)).code()).isEqualTo(ProblemCode.PREFIX_IN_USE);
        plant(federation, 0)
                .ipam
                .found(metalplant.model.ip.IpQuery.ALL)
                .forEach(ip -> plant(federation, 0).ipam.freeIp.run(ip.address().toString(), Optional.empty()));
        delete(plant(federation, 0), INTERNET);
    }

    @Test
    public void aNetworkOfAPartitionOrAProjectIsNobodyElses() {
        var federation = pair();
        plant(federation, 0).ipam.superNetwork("super", false, Map.of("IPv4", 22), "10.0.0.0/16");
        var child = plant(federation, 0).ipam.allocate("blue", Map.of());
        create(plant(federation, 0), INTERNET, 0, SHARED);
        reads(federation, 1, INTERNET);
        settle(federation);

        assertThat(all(plant(federation, 1))).containsExactly(INTERNET);
        assertThat(all(plant(federation, 0))).contains(child.id());
        Optional<String> home = plant(federation, 0).store.read("test", tx -> home(tx, child.id()));
        assertThat(home).isEmpty();
    }

    private static Optional<String> home(Tx tx, String id) {
        return SharedHomes.of(tx, "network", id);
    }
}
