package metalplant.testkit.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.Candidates;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** No address, prefix or number is given twice, none is lost, and none is refused while one is left. */
public abstract class AllocationContract {
    private static final int THREADS = 8;
    private static final Map<String, Integer> CHILDREN_OF_22 = Map.of("IPv4", 22);

    /** An empty store. */
    protected abstract Store store();

    /** How many random sequences to try, each of some hundred steps. */
    protected abstract int seeds();

    private static void assertProblem(ProblemCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
    }

    private static <T> List<T> inParallel(IntFunction<Callable<T>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(work.apply(i)));
            }
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static List<Ip> untilNoneIsLeft(Ipam ipam, Network network, AddressFamily family) {
        var taken = new ArrayList<Ip>();
        while (true) {
            try {
                taken.add(ipam.acquire(network, family));
            } catch (Problem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.NO_ADDRESS_LEFT);
                return taken;
            }
        }
    }

    private static List<String> texts(List<Ip> ips) {
        return ips.stream().map(ip -> ip.address().toString()).toList();
    }

    @Test
    public void everyAddressButNetworkAndBroadcastIsGivenOnce() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/28");

        var taken = untilNoneIsLeft(ipam, network, AddressFamily.IPV4);

        assertThat(texts(taken)).doesNotHaveDuplicates().hasSize(14).doesNotContain("10.0.0.0", "10.0.0.15");
    }

    @Test
    public void theLastAddressOfAnIpv6PrefixIsGivenToo() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "2001:db8::/124");

        var taken = untilNoneIsLeft(ipam, network, AddressFamily.IPV6);

        assertThat(texts(taken))
                .doesNotHaveDuplicates()
                .hasSize(15)
                .contains("2001:db8::f")
                .doesNotContain("2001:db8::");
    }

    @Test
    public void aPrefixTooSmallToHaveAnyAddressGivesNone() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/31", "10.0.0.2/32", "2001:db8::/128");

        assertThat(untilNoneIsLeft(ipam, network, AddressFamily.IPV4)).isEmpty();
        assertThat(untilNoneIsLeft(ipam, network, AddressFamily.IPV6)).isEmpty();
    }

    @Test
    public void theNextPrefixIsUsedWhenOneIsFull() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/29", "10.1.0.0/30", "2001:db8::/127");

        assertThat(untilNoneIsLeft(ipam, network, AddressFamily.IPV4)).hasSize(8);
        assertThat(texts(untilNoneIsLeft(ipam, network, AddressFamily.IPV6))).containsExactly("2001:db8::1");
    }

    @Test
    public void aReleasedAddressOfAFullPrefixIsGivenAgain() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/28");
        var taken = untilNoneIsLeft(ipam, network, AddressFamily.IPV4);

        ipam.release(taken.get(6));

        assertThat(texts(untilNoneIsLeft(ipam, network, AddressFamily.IPV4)))
                .containsExactly(taken.get(6).address().toString());
    }

    @Test
    public void aPrefixAddedWhenTheOldOneIsFullIsUsed() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/30");
        untilNoneIsLeft(ipam, network, AddressFamily.IPV4);

        var wider = ipam.updateNetwork
                .run(new UpdateNetwork.Request(
                        "internet",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of("10.0.0.0/30", "10.0.0.8/30"),
                        Optional.empty(),
                        List.of(),
                        false))
                .network();

        assertThat(texts(untilNoneIsLeft(ipam, wider, AddressFamily.IPV4)))
                .containsExactlyInAnyOrder("10.0.0.9", "10.0.0.10");
    }

    @Test
    public void aProcessThatKnowsNothingFindsTheLastFreeAddress() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/27");
        var taken = untilNoneIsLeft(ipam, network, AddressFamily.IPV4);
        ipam.release(taken.get(20));

        var other = ipam.otherProcess();

        assertThat(texts(untilNoneIsLeft(other, network, AddressFamily.IPV4)))
                .containsExactly(taken.get(20).address().toString());
    }

    @Test
    public void threadsOfTwoProcessesFillAPrefixExactly() throws Exception {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/26");
        var processes = List.of(ipam, ipam.otherProcess());

        var taken = inParallel(i -> () -> untilNoneIsLeft(processes.get(i % 2), network, AddressFamily.IPV4));

        assertThat(taken.stream().flatMap(list -> texts(list).stream()))
                .doesNotHaveDuplicates()
                .hasSize(62);
    }

    @Test
    public void noAddressHasTwoHoldersWhileThreadsAcquireAndRelease() throws Exception {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/27", "2001:db8::/123");
        var processes = List.of(ipam, ipam.otherProcess());
        Set<IpAddress> held = ConcurrentHashMap.newKeySet();

        inParallel(i -> () -> {
            var random = new Random(i);
            var mine = new ArrayList<Ip>();
            for (int step = 0; step < 40; step++) {
                if (mine.size() == 3 || (!mine.isEmpty() && random.nextBoolean())) {
                    var ip = mine.remove(random.nextInt(mine.size()));
                    // Before the release: from then on somebody else may have it.
                    held.remove(ip.address());
                    processes.get(i % 2).release(ip);
                } else {
                    var family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
                    // 8 threads hold at most 24 of 30 or 31: never none left.
                    var ip = processes.get(i % 2).acquire(network, family);
                    assertThat(held.add(ip.address()))
                            .as("nobody holds %s", ip.address())
                            .isTrue();
                    mine.add(ip);
                }
            }
            return true;
        });

        var stored = ipam.found(IpQuery.ALL);
        assertThat(stored.stream().map(Ip::address)).containsExactlyInAnyOrderElementsOf(held);
    }

    @Test
    public void randomSequencesAgreeWithASetOfAddresses() {
        for (int seed = 0; seed < seeds(); seed++) {
            randomSequence(seed);
        }
    }

    private void randomSequence(int seed) {
        var random = new Random(seed);
        var ipam = Ipam.on(store());
        var network = ipam.external("internet" + seed, "10.0.0.0/28", "10.0.0.32/29");
        int size = 14 + 6;
        var held = new ArrayList<Ip>();
        for (int step = 0; step < 300; step++) {
            var process = random.nextInt(10) == 0 ? ipam.otherProcess() : ipam;
            if (held.isEmpty() || random.nextInt(5) < 3) {
                if (held.size() == size) {
                    assertProblem(ProblemCode.NO_ADDRESS_LEFT, () -> process.acquire(network, AddressFamily.IPV4));
                } else {
                    held.add(process.acquire(network, AddressFamily.IPV4));
                }
            } else {
                process.release(held.remove(random.nextInt(held.size())));
            }
            assertThat(texts(held)).as("seed %d step %d", seed, step).doesNotHaveDuplicates();
        }
        held.forEach(ipam::release);
        ipam.removeNetwork.delete(network.id());
    }

    @Test
    public void onlyBlocksThatThisPlantHoldsGiveAddresses() {
        var ipam = Ipam.on(store());
        var network = ipam.network("internet", NetworkType.EXTERNAL, "10.0.0.0/24");
        var prefix = ipam.prefix("internet", "10.0.0.0/24");
        var mine = new Block(prefix.id(), Cidr.parse("10.0.0.16/28"), "", 0, 1, Block.State.GRANTED);
        ipam.store.run("test", tx -> {
            tx.networks().insert(network);
            return tx.prefixes().insert(prefix, mine);
        });
        var stored = ipam.findNetworks.get("internet").network();

        var taken = untilNoneIsLeft(ipam, stored, AddressFamily.IPV4);

        assertThat(texts(taken)).hasSize(16).contains("10.0.0.16", "10.0.0.31");
    }

    @Test
    public void aBlockThatIsGivenBackStopsGivingAtOnce() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");
        ipam.acquire(network, "blue");
        change(ipam, network, "", 0, Block.State.RETURNING);

        assertProblem(ProblemCode.NO_ADDRESS_LEFT, () -> ipam.acquire(network, "blue"));
        assertProblem(ProblemCode.ADDRESS_HELD_ELSEWHERE, () -> ipam.acquire(network, "blue", "10.0.0.77"));
    }

    @Test
    public void aBlockOfAnotherPlantOrOfAnEarlierLifeGivesNothing() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");

        change(ipam, network, "north", 0, Block.State.GRANTED);
        assertProblem(ProblemCode.NO_ADDRESS_LEFT, () -> ipam.acquire(network, "blue"));
        assertProblem(ProblemCode.ADDRESS_HELD_ELSEWHERE, () -> ipam.acquire(network, "blue", "10.0.0.77"));

        change(ipam, network, "", 7, Block.State.GRANTED);
        assertProblem(ProblemCode.NO_ADDRESS_LEFT, () -> ipam.acquire(network, "blue"));

        change(ipam, network, "", 0, Block.State.GRANTED);
        assertThat(ipam.acquire(network, "blue").parentPrefix()).isEqualTo("10.0.0.0/24");
    }

    private static void change(Ipam ipam, Network network, String holder, long incarnation, Block.State state) {
        ipam.store.run("test", tx -> {
            var prefix = tx.prefixes().ofNetwork(network.id()).getFirst();
            tx.prefixes().update(new Block(prefix.id(), prefix.cidr(), holder, incarnation, 1, state));
            return true;
        });
    }

    @Test
    public void whatFailsAfterTheAddressWasTakenLeavesNothingBehind() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/30");
        var purpose = new AddressAllocator.Purpose("blue", "", "", IpType.EPHEMERAL, List.of());

        for (int i = 0; i < 5; i++) {
            var plan = ipam.addresses.propose(network, AddressFamily.IPV4);
            assertProblem(
                    ProblemCode.RULE_VIOLATED,
                    () -> ipam.store.run("test", tx -> {
                        ipam.addresses.take(tx, plan, purpose);
                        throw Problem.refused("something else is wrong");
                    }));
        }

        assertThat(untilNoneIsLeft(ipam, network, AddressFamily.IPV4)).hasSize(2);
    }

    @Test
    public void threadsCutChildrenOfOneLengthExactly() throws Exception {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", false, CHILDREN_OF_22, "10.0.0.0/17");
        var processes = List.of(ipam, ipam.otherProcess());

        var cut = inParallel(i -> () -> cutUntilNoneIsLeft(processes.get(i % 2), "blue", CHILDREN_OF_22));

        var all = cut.stream().flatMap(List::stream).toList();
        assertThat(all.stream().map(n -> n.prefixes().getFirst()))
                .doesNotHaveDuplicates()
                .hasSize(32);
        assertThat(all.stream().map(Network::vrf)).doesNotHaveDuplicates();
        assertDisjoint(all);
    }

    private static List<Network> cutUntilNoneIsLeft(Ipam ipam, String project, Map<String, Integer> length) {
        var networks = new ArrayList<Network>();
        while (true) {
            try {
                networks.add(ipam.allocate(project, length));
            } catch (Problem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.NO_PREFIX_LEFT);
                return networks;
            }
        }
    }

    private static void assertDisjoint(List<Network> networks) {
        var sorted =
                networks.stream().flatMap(n -> n.prefixes().stream()).sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i - 1).overlaps(sorted.get(i)))
                    .as("%s overlaps %s", sorted.get(i - 1), sorted.get(i))
                    .isFalse();
        }
    }

    @Test
    public void childrenOfManyLengthsCutByThreadsNeverOverlap() throws Exception {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", false, CHILDREN_OF_22, "10.0.0.0/20", "10.1.0.0/20");

        var cut = inParallel(i -> () -> {
            var random = new Random(i);
            var mine = new ArrayList<Network>();
            for (int step = 0; step < 12; step++) {
                if (!mine.isEmpty() && random.nextInt(3) == 0) {
                    ipam.removeNetwork.free(
                            mine.remove(random.nextInt(mine.size())).id());
                } else {
                    mine.add(ipam.allocate("blue", Map.of("IPv4", 24 + random.nextInt(5))));
                }
            }
            return mine;
        });

        assertDisjoint(cut.stream().flatMap(List::stream).toList());
    }

    @Test
    public void childrenOfManyLengthsFillTheirParent() {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", false, Map.of("IPv4", 26), "10.0.0.0/24");
        var small = ipam.allocate("blue", Map.of("IPv4", 28));
        var rest = new ArrayList<>(cutUntilNoneIsLeft(ipam, "blue", Map.of("IPv4", 25)));
        rest.addAll(cutUntilNoneIsLeft(ipam, "blue", Map.of("IPv4", 26)));
        rest.addAll(cutUntilNoneIsLeft(ipam, "blue", Map.of("IPv4", 27)));
        rest.addAll(cutUntilNoneIsLeft(ipam, "blue", Map.of("IPv4", 28)));
        rest.add(small);

        assertDisjoint(rest);
        assertThat(rest.stream()
                        .mapToInt(n -> 1 << (32 - n.prefixes().getFirst().length()))
                        .sum())
                .isEqualTo(256);
        var consumption =
                ipam.findNetworks.get("tenants").consumption(AddressFamily.IPV4).orElseThrow();
        assertThat(consumption.availablePrefixes()).isZero();
        assertThat(consumption.usedPrefixes()).isEqualTo(rest.size());
    }

    @Test
    public void projectsBelowANamespacedSuperNetworkHaveEqualPrefixesAndAddresses() {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", true, CHILDREN_OF_22, "10.0.0.0/21");

        var blue = cutUntilNoneIsLeft(ipam, "blue", CHILDREN_OF_22);
        var red = cutUntilNoneIsLeft(ipam, "red", CHILDREN_OF_22);

        assertThat(prefixes(blue)).containsExactlyInAnyOrder("10.0.0.0/22", "10.0.4.0/22");
        assertThat(prefixes(red)).containsExactlyInAnyOrder("10.0.0.0/22", "10.0.4.0/22");
        var ofBlue = ipam.acquire(blue.getFirst(), "blue", "10.0.0.9");
        var ofRed = ipam.acquire(red.getFirst(), "red", "10.0.0.9");
        assertProblem(ProblemCode.ADDRESS_AMBIGUOUS, () -> ipam.findIps.get("10.0.0.9", Optional.empty()));
        assertProblem(ProblemCode.ADDRESS_AMBIGUOUS, () -> ipam.freeIp.run("10.0.0.9", Optional.empty()));
        assertThat(ipam.findIps.get("10.0.0.9", Optional.of("red"))).isEqualTo(ofRed);
        ipam.freeIp.run("10.0.0.9", Optional.of("red"));
        assertThat(ipam.findIps.get("10.0.0.9", Optional.empty())).isEqualTo(ofBlue);
    }

    private static List<String> prefixes(List<Network> networks) {
        return networks.stream().map(n -> n.prefixes().getFirst().toString()).toList();
    }

    @Test
    public void anAmbiguousAddressNamesItsProjects() {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", true, CHILDREN_OF_22, "10.0.0.0/21");
        ipam.acquire(ipam.allocate("blue", Map.of()), "blue", "10.0.0.9");
        ipam.acquire(ipam.allocate("red", Map.of()), "red", "10.0.0.9");

        assertThatThrownBy(() -> ipam.findIps.get("10.0.0.9", Optional.empty()))
                .hasMessageContaining("blue")
                .hasMessageContaining("red");
    }

    @Test
    public void threadsTakeDifferentNumbers() throws Exception {
        var ipam = Ipam.on(store());
        var pools = List.of(ipam.asns, NumberPool.asns(ipam.store));

        var taken = inParallel(i -> () -> {
            var mine = new ArrayList<Long>();
            for (int n = 0; n < 10; n++) {
                mine.add(take(ipam, pools.get(i % 2)));
            }
            return mine;
        });

        var all = taken.stream().flatMap(List::stream).toList();
        assertThat(new HashSet<>(all)).hasSize(80);
        assertThat(all).allMatch(asn -> asn > NumberPool.ASN_BASE && asn <= NumberPool.ASN_BASE + 131_072);
    }

    private static long take(Ipam ipam, NumberPool pool) {
        return Candidates.settle(pool::propose, plan -> ipam.store.run("test", tx -> pool.take(tx, plan, "holder")));
    }

    @Test
    public void anAsnBelowTheBaseIsNotReleased() {
        var ipam = Ipam.on(store());
        long asn = take(ipam, ipam.asns);

        ipam.store.run("test", tx -> {
            ipam.asns.release(tx, asn - NumberPool.ASN_BASE);
            ipam.asns.release(tx, 4_200_000_000L);
            return true;
        });

        assertProblem(
                ProblemCode.NUMBER_TAKEN,
                () -> ipam.store.run("test", tx -> {
                    ipam.asns.takeNamed(tx, asn, "other");
                    return true;
                }));
    }
}
