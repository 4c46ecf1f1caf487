package metalplant.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Holder;
import metalplant.model.network.Consumption;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.model.number.NumberWindows;
import metalplant.testkit.ip.Ipam;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The rules of creating, allocating, changing and removing networks; metal-api-rest.md 2.9, 3.6 and 4.8. */
public abstract class NetworkRulesContract {
    private static final Map<String, Integer> CHILDREN = Map.of("ipv4", 22, "IPv6", 64);

    /** An empty store. */
    protected abstract Store store();

    private static void assertProblem(ProblemCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
    }

    /** A request in the making: plain external network, changed field by field. */
    private static final class New {
        private final Ipam ipam;
        private final String id;
        private String partition = "";
        private String project = "";
        private List<String> prefixes = List.of();
        private List<String> destinations = List.of();
        private Map<String, Integer> lengths = Map.of();
        private List<String> additional = List.of();
        private boolean privateSuper;
        private boolean namespaced;
        private boolean underlay;
        private boolean nat;
        private long vrf;
        private boolean vrfShared;

        New(Ipam ipam, String id, String... prefixes) {
            this.ipam = ipam;
            this.id = id;
            this.prefixes = List.of(prefixes);
        }

        New in(String partitionId) {
            partition = partitionId;
            return this;
        }

        New of(String projectId) {
            project = projectId;
            return this;
        }

        New to(String... cidrs) {
            destinations = List.of(cidrs);
            return this;
        }

        New privateSuper(Map<String, Integer> childLength) {
            privateSuper = true;
            lengths = childLength;
            return this;
        }

        New lengths(Map<String, Integer> childLength) {
            lengths = childLength;
            return this;
        }

        New announcing(String... cidrs) {
            additional = List.of(cidrs);
            return this;
        }

        New namespaced() {
            namespaced = true;
            return this;
        }

        New underlay() {
            underlay = true;
            return this;
        }

        New nat() {
            nat = true;
            return this;
        }

        New vrf(long number, boolean shared) {
            vrf = number;
            vrfShared = shared;
            return this;
        }

        Network create() {
            return ipam.createNetwork
                    .run(new CreateNetwork.Request(
                            Optional.of(id),
                            "",
                            "",
                            partition,
                            project,
                            prefixes,
                            destinations,
                            lengths,
                            additional,
                            privateSuper,
                            namespaced,
                            underlay,
                            nat,
                            vrf,
                            vrfShared,
                            Map.of()))
                    .network();
        }
    }

    private static New network(Ipam ipam, String id, String... prefixes) {
        return new New(ipam, id, prefixes);
    }

    @Test
    public void anExistingIdIsSaidBeforeAnythingElse() {
        var ipam = Ipam.on(store());
        network(ipam, "n", "10.0.0.0/8").create();

        assertProblem(
                ProblemCode.ENTITY_EXISTS,
                () -> network(ipam, "n", "10.0.0.0/8").create());
        assertProblem(
                ProblemCode.ENTITY_EXISTS,
                () -> network(ipam, "n", "nonsense").of("nobody").create());
        assertProblem(ProblemCode.ENTITY_EXISTS, () -> network(ipam, "n").create());
    }

    @Test
    public void anAbsentIdIsMade() {
        var ipam = Ipam.on(store());
        var request = Ipam.external("", List.of("10.0.0.0/8"));

        assertThat(ipam.createNetwork.run(request).network().id()).hasSize(36);
    }

    @Test
    public void prefixesMustBeGivenReadableAndDisjoint() {
        var ipam = Ipam.on(store());
        network(ipam, "n", "10.0.0.0/8").create();

        assertProblem(ProblemCode.BAD_REQUEST, () -> network(ipam, "m").create());
        assertProblem(
                ProblemCode.BAD_REQUEST, () -> network(ipam, "m", "10.0.0.0").create());
        assertProblem(
                ProblemCode.BAD_REQUEST, () -> network(ipam, "m", "10.0.0.0/33").create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "m", "1.0.0.0/24").to("nowhere").create());
        assertProblem(
                ProblemCode.PREFIX_OVERLAPS,
                () -> network(ipam, "m", "1.0.0.0/24", "10.1.0.0/16").create());
        assertProblem(
                ProblemCode.PREFIX_OVERLAPS,
                () -> network(ipam, "m", "0.0.0.0/0").create());
        assertProblem(
                ProblemCode.PREFIX_OVERLAPS,
                () -> network(ipam, "m", "1.0.0.0/24", "1.0.0.0/25").create());
        assertThat(ipam.networks(NetworkQuery.ALL)).hasSize(1);
    }

    @Test
    public void tooManyPrefixesAreRefused() {
        var ipam = Ipam.on(store());
        var many = IntStream.range(0, 2_000)
                .mapToObj(i -> "10.%d.%d.0/24".formatted(i / 256, i % 256))
                .toArray(String[]::new);

        assertProblem(ProblemCode.BAD_REQUEST, () -> network(ipam, "m", many).create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "x".repeat(3_000), "10.0.0.0/8").create());
    }

    @Test
    public void prefixesAreStoredMasked() {
        var ipam = Ipam.on(store());

        var network = network(ipam, "n", "10.1.2.3/8", "2001:DB8::1/32").create();

        assertThat(network.prefixes()).extracting(Object::toString).containsExactly("10.0.0.0/8", "2001:db8::/32");
    }

    @Test
    public void destinationsNeedAPrefixOfTheirFamily() {
        var ipam = Ipam.on(store());

        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8").to("::/0").create());
        assertThat(network(ipam, "n", "10.0.0.0/8").to("0.0.0.0/0").create().destinationPrefixes())
                .hasSize(1);
    }

    @Test
    public void projectAndPartitionMustExist() {
        var ipam = Ipam.on(store());

        assertProblem(
                ProblemCode.ENTITY_NOT_FOUND,
                () -> network(ipam, "n", "10.0.0.0/8").of("nobody").create());
        assertProblem(
                ProblemCode.ENTITY_NOT_FOUND,
                () -> network(ipam, "n", "10.0.0.0/8").in("nowhere").create());
    }

    @Test
    public void childLengthsBelongToSuperNetworksAlone() {
        var ipam = Ipam.on(store());

        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .lengths(Map.of("IPv4", 22))
                        .create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8").privateSuper(Map.of()).create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .privateSuper(Map.of("IPv4", 8))
                        .create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8", "2001:db8::/32")
                        .privateSuper(Map.of("IPv4", 22))
                        .create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .privateSuper(Map.of("IPv5", 22))
                        .create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .privateSuper(Map.of("IPv4", 33))
                        .create());
        var created = network(ipam, "n", "10.0.0.0/8")
                .privateSuper(Map.of("IPV4", 22))
                .create();
        assertThat(created.childLength()).isEqualTo(Map.of(AddressFamily.IPV4, 22));
    }

    @Test
    public void additionalAnnouncableCidrsBelongToSuperNetworksAlone() {
        var ipam = Ipam.on(store());

        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .announcing("10.240.0.0/12")
                        .create());
        var created = network(ipam, "n", "10.0.0.0/8")
                .privateSuper(CHILDREN)
                .announcing("10.240.0.0/12")
                .create();
        assertThat(created.additionalAnnouncableCidrs()).containsExactly("10.240.0.0/12");
    }

    @Test
    public void aPartitionHasOneSuperNetworkAndOneUnderlay() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8").in("p1").privateSuper(CHILDREN).create();
        network(ipam, "fabric", "11.0.0.0/8").in("p1").underlay().create();

        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "12.0.0.0/8")
                        .in("p1")
                        .privateSuper(CHILDREN)
                        .create());
        assertProblem(
                ProblemCode.RULE_VIOLATED,
                () -> network(ipam, "n", "12.0.0.0/8").in("p1").underlay().create());
        assertThat(network(ipam, "n", "12.0.0.0/8").underlay().create().type()).isEqualTo(NetworkType.UNDERLAY);
    }

    @Test
    public void natIsForExternalNetworksAlone() {
        var ipam = Ipam.on(store());

        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8")
                        .privateSuper(CHILDREN)
                        .nat()
                        .create());
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "n", "10.0.0.0/8").underlay().nat().create());
        assertThat(network(ipam, "n", "10.0.0.0/8").nat().create().nat()).isTrue();
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> network(ipam, "m", "11.0.0.0/8").namespaced().create());
    }

    @Test
    public void aVrfIsTakenOnceUnlessShared() {
        var ipam = Ipam.on(store());
        network(ipam, "a", "1.0.0.0/24").vrf(104, false).create();

        assertProblem(
                ProblemCode.NUMBER_TAKEN,
                () -> network(ipam, "b", "1.0.1.0/24").vrf(104, false).create());
        assertProblem(
                ProblemCode.RULE_VIOLATED,
                () -> network(ipam, "b", "1.0.1.0/24").vrf(131_073, false).create());
        assertThat(network(ipam, "b", "1.0.1.0/24").vrf(104, true).create().vrf())
                .isEqualTo(104);
    }

    @Test
    public void aSharedVrfIsKeptUntilItsLastNetworkIsGone() {
        var ipam = Ipam.on(store());
        network(ipam, "a", "1.0.0.0/24").vrf(104, false).create();
        network(ipam, "b", "1.0.1.0/24").vrf(104, true).create();

        ipam.removeNetwork.delete("a");
        assertProblem(
                ProblemCode.NUMBER_TAKEN,
                () -> network(ipam, "c", "1.0.2.0/24").vrf(104, false).create());

        ipam.removeNetwork.delete("b");
        assertThat(network(ipam, "c", "1.0.2.0/24").vrf(104, false).create().vrf())
                .isEqualTo(104);
    }

    @Test
    public void aRefusedCreateTakesNoVrf() {
        var ipam = Ipam.on(store());
        network(ipam, "a", "1.0.0.0/24").create();

        assertProblem(
                ProblemCode.PREFIX_OVERLAPS,
                () -> network(ipam, "b", "1.0.0.0/25").vrf(104, false).create());

        assertThat(network(ipam, "c", "1.0.2.0/24").vrf(104, false).create().vrf())
                .isEqualTo(104);
    }

    private static AllocateNetwork.Request child(
            String partition, String project, Map<String, Integer> length, String family, String... destinations) {
        return new AllocateNetwork.Request(
                "name",
                "description",
                partition,
                project,
                List.of(destinations),
                length,
                Optional.of(family).filter(text -> !text.isEmpty()),
                true,
                false,
                Map.of("k", "v"));
    }

    @Test
    public void aChildHasAPrefixOfEachFamilyAndAVrfOfItsOwn() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8", "2001:db8::/32")
                .in("p1")
                .privateSuper(CHILDREN)
                .create();

        var view = ipam.allocateNetwork.run(child("p1", "blue", Map.of(), "", "0.0.0.0/0"));

        var network = view.network();
        assertThat(network.prefixes()).extracting(p -> p.length()).containsExactly(22, 64);
        assertThat(network.vrf()).isPositive();
        assertThat(network.type()).isEqualTo(NetworkType.CHILD);
        assertThat(network.parentId()).isEqualTo("tenants");
        assertThat(network.partitionId()).isEqualTo("p1");
        assertThat(network.projectId()).isEqualTo("blue");
        assertThat(network.nat()).isTrue();
        assertThat(network.labels()).isEqualTo(Map.of("k", "v"));
        assertThat(network.childLength()).isEmpty();
        assertThat(view.consumption(AddressFamily.IPV4).orElseThrow()).isEqualTo(new Consumption(1_024, 256, 2, 0));
        assertThat(ipam.findNetworks.get(network.id())).isEqualTo(view);
    }

    @Test
    public void networksOfAProjectInTwoPartitionsHaveOtherPrefixesAndThoseOfTwoProjectsMayHaveTheSame() {
        var ipam = Ipam.on(store());
        ipam.store.run("test", tx -> tx.partitions().insert(ipam.partition("p2")));
        network(ipam, "first", "10.0.0.0/16")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .namespaced()
                .create();
        network(ipam, "second", "10.1.0.0/16")
                .in("p2")
                .privateSuper(Map.of("IPv4", 22))
                .namespaced()
                .create();

        var blueOne = allocated(ipam.allocateNetwork, "p1", "blue");
        var blueTwo = allocated(ipam.allocateNetwork, "p2", "blue");
        var redOne = allocated(ipam.allocateNetwork, "p1", "red");

        assertThat(blueOne.prefixes().getFirst().overlaps(blueTwo.prefixes().getFirst()))
                .isFalse();
        assertThat(redOne.prefixes()).isEqualTo(blueOne.prefixes());
        assertThat(List.of(blueOne.vrf(), blueTwo.vrf(), redOne.vrf())).doesNotHaveDuplicates();
    }

    @Test
    public void aMemberOfAFederationNumbersNetworksOutOfItsWindow() {
        var ipam = Ipam.on(store());
        var window = new NumberWindows(7);
        var vrfs = NumberPool.vrfs(ipam.store, () -> Optional.of(window));
        network(ipam, "tenants", "10.0.0.0/16")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();

        var made = allocated(new AllocateNetwork(ipam.store, ipam.world, ipam.children, vrfs), "p1", "blue");

        assertThat(window.vnis().contains(made.vrf())).isTrue();
    }

    private static Network allocated(AllocateNetwork allocate, String partition, String project) {
        return allocate.run(child(partition, project, Map.of(), "")).network();
    }

    @Test
    public void lengthAndFamilyOfAChildCanBeChosen() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8", "2001:db8::/32")
                .in("p1")
                .privateSuper(CHILDREN)
                .create();

        var six = ipam.allocateNetwork.run(child("p1", "blue", Map.of("ipv6", 60), "ipv6"));
        var four = ipam.allocateNetwork.run(child("p1", "blue", Map.of("IPv4", 24), "IPv4"));

        assertThat(six.network().prefixes()).extracting(p -> p.length()).containsExactly(60);
        assertThat(four.network().prefixes()).extracting(p -> p.length()).containsExactly(24);
        assertProblem(
                ProblemCode.BAD_REQUEST, () -> ipam.allocateNetwork.run(child("p1", "blue", Map.of("IPv4", 99), "")));
        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.allocateNetwork.run(child("p1", "blue", Map.of(), "IPv5")));
        assertProblem(
                ProblemCode.NO_PREFIX_LEFT, () -> ipam.allocateNetwork.run(child("p1", "blue", Map.of("IPv4", 8), "")));
    }

    @Test
    public void aChildNeedsProjectPartitionAndSuperNetwork() {
        var ipam = Ipam.on(store());
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.allocateNetwork.run(child("p1", "blue", Map.of(), "")));
        network(ipam, "tenants", "10.0.0.0/8")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();

        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.allocateNetwork.run(child("", "blue", Map.of(), "")));
        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.allocateNetwork.run(child("p1", "", Map.of(), "")));
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.allocateNetwork.run(child("p2", "blue", Map.of(), "")));
        assertProblem(
                ProblemCode.ENTITY_NOT_FOUND, () -> ipam.allocateNetwork.run(child("p1", "nobody", Map.of(), "")));
        assertProblem(
                ProblemCode.BAD_REQUEST, () -> ipam.allocateNetwork.run(child("p1", "blue", Map.of(), "", "nowhere")));
    }

    @Test
    public void aFreedChildGivesBackPrefixAndVrf() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/21")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();
        var first = ipam.allocate("blue", Map.of());
        ipam.allocate("blue", Map.of());
        assertProblem(ProblemCode.NO_PREFIX_LEFT, () -> ipam.allocate("blue", Map.of()));

        var freed = ipam.removeNetwork.free(first.id());

        assertThat(freed.network()).isEqualTo(first);
        assertThat(freed.consumption()).isEmpty();
        assertThat(ipam.allocate("blue", Map.of()).prefixes()).isEqualTo(first.prefixes());
        ipam.store.run("test", tx -> {
            ipam.vrfs.takeNamed(tx, first.vrf(), "somebody");
            return true;
        });
    }

    @Test
    public void whatIsInUseIsNotRemoved() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();
        var child = ipam.allocate("blue", Map.of());
        var ip = ipam.acquire(child, "blue");

        assertProblem(ProblemCode.RULE_VIOLATED, () -> ipam.removeNetwork.free("tenants"));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> ipam.removeNetwork.delete("tenants"));
        assertProblem(ProblemCode.PREFIX_IN_USE, () -> ipam.removeNetwork.free(child.id()));
        assertProblem(ProblemCode.PREFIX_IN_USE, () -> ipam.removeNetwork.delete(child.id()));
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.removeNetwork.free("nothing"));

        ipam.release(ip);
        ipam.removeNetwork.free(child.id());
        ipam.removeNetwork.delete("tenants");
        assertThat(ipam.networks(NetworkQuery.ALL)).isEmpty();
        assertThat(network(ipam, "again", "10.0.0.0/8").create().id()).isEqualTo("again");
    }

    private static UpdateNetwork.Request prefixes(String id, String... prefixes) {
        return update(id, Optional.empty(), List.of(prefixes), Optional.empty(), List.of(), false);
    }

    private static UpdateNetwork.Request update(
            String id,
            Optional<Boolean> shared,
            List<String> prefixes,
            Optional<Map<String, Integer>> lengths,
            List<String> additional,
            boolean force) {
        return new UpdateNetwork.Request(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                shared,
                List.of(),
                prefixes,
                lengths,
                additional,
                force);
    }

    @Test
    public void anUpdateChangesWhatIsGivenAndKeepsTheRest() {
        var ipam = Ipam.on(store());
        var old = network(ipam, "n", "10.0.0.0/8").to("0.0.0.0/0").create();

        var named = ipam.updateNetwork
                .run(new UpdateNetwork.Request(
                        "n",
                        Optional.of("name"),
                        Optional.of("about"),
                        Optional.of(Map.of("k", "v")),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        false))
                .network();

        assertThat(named.name()).isEqualTo("name");
        assertThat(named.description()).isEqualTo("about");
        assertThat(named.labels()).isEqualTo(Map.of("k", "v"));
        assertThat(named.prefixes()).isEqualTo(old.prefixes());
        assertThat(named.destinationPrefixes()).isEqualTo(old.destinationPrefixes());
        assertThat(named.stamp().version()).isEqualTo(2);
        var unchanged = ipam.updateNetwork.run(prefixes("n")).network();
        assertThat(unchanged.labels()).isEqualTo(Map.of("k", "v"));
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.updateNetwork.run(prefixes("nothing")));
    }

    @Test
    public void prefixesAreReplacedUnlessInUse() {
        var ipam = Ipam.on(store());
        var network = network(ipam, "n", "10.0.0.0/24", "10.0.1.0/24").create();
        network(ipam, "other", "10.0.9.0/24").create();
        ipam.acquire(network, "blue", "10.0.0.9");

        assertProblem(ProblemCode.PREFIX_IN_USE, () -> ipam.updateNetwork.run(prefixes("n", "10.0.1.0/24")));
        assertProblem(
                ProblemCode.PREFIX_OVERLAPS,
                () -> ipam.updateNetwork.run(prefixes("n", "10.0.0.0/24", "10.0.9.128/25")));
        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.updateNetwork.run(prefixes("n", "10.0.0.0/24", "nonsense")));

        var replaced = ipam.updateNetwork.run(prefixes("n", "10.0.0.0/24", "10.0.2.0/23"));

        assertThat(replaced.network().prefixes())
                .extracting(Object::toString)
                .containsExactly("10.0.0.0/24", "10.0.2.0/23");
        assertThat(replaced.consumption(AddressFamily.IPV4).orElseThrow().usedAddresses())
                .isEqualTo(1 + 2 + 2);
        assertThat(ipam.acquire(replaced.network(), "blue", "10.0.3.7").parentPrefix())
                .isEqualTo("10.0.2.0/23");
        assertThat(network(ipam, "m", "10.0.1.0/24").create().id()).isEqualTo("m");
    }

    @Test
    public void prefixesOfChildrenStayAndThoseWithChildrenToo() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8", "11.0.0.0/8")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();
        var child = ipam.allocate("blue", Map.of());

        assertProblem(ProblemCode.RULE_VIOLATED, () -> ipam.updateNetwork.run(prefixes(child.id(), "12.0.0.0/24")));
        assertProblem(ProblemCode.PREFIX_IN_USE, () -> ipam.updateNetwork.run(prefixes("tenants", "11.0.0.0/8")));
        var narrower = ipam.updateNetwork.run(prefixes("tenants", "10.0.0.0/8")).network();
        assertThat(narrower.prefixes()).hasSize(1);
    }

    @Test
    public void aSharedNetworkStaysShared() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();
        var child = ipam.allocate("blue", Map.of());

        var shared = ipam.updateNetwork
                .run(update(child.id(), Optional.of(true), List.of(), Optional.empty(), List.of(), false))
                .network();

        assertThat(shared.shared()).isTrue();
        assertThat(shared.type()).isEqualTo(NetworkType.CHILD_SHARED);
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> ipam.updateNetwork.run(
                        update(child.id(), Optional.of(false), List.of(), Optional.empty(), List.of(), false)));
    }

    @Test
    public void additionalCidrsAreTakenAwayOnlyByForce() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8")
                .privateSuper(CHILDREN)
                .announcing("10.240.0.0/12")
                .create();

        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.updateNetwork.run(prefixes("tenants")));
        var more = ipam.updateNetwork.run(update(
                "tenants",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of("10.240.0.0/12", "10.224.0.0/12"),
                false));
        assertThat(more.network().additionalAnnouncableCidrs()).hasSize(2);
        var none = ipam.updateNetwork.run(
                update("tenants", Optional.empty(), List.of(), Optional.empty(), List.of(), true));
        assertThat(none.network().additionalAnnouncableCidrs()).isEmpty();
    }

    @Test
    public void childLengthsChangeWithExactKeysOfPresentFamilies() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8").privateSuper(Map.of("IPv4", 22)).create();
        network(ipam, "internet", "1.0.0.0/8").create();

        assertThat(lengths(ipam, "tenants", Map.of("IPv4", 24)).childLength())
                .isEqualTo(Map.of(AddressFamily.IPV4, 24));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> lengths(ipam, "tenants", Map.of("ipv4", 24)));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> lengths(ipam, "tenants", Map.of("IPv4", 24, "IPv6", 64)));
        assertProblem(ProblemCode.BAD_REQUEST, () -> lengths(ipam, "internet", Map.of("IPv4", 24)));
    }

    private static Network lengths(Ipam ipam, String id, Map<String, Integer> lengths) {
        return ipam.updateNetwork
                .run(update(id, Optional.empty(), List.of(), Optional.of(lengths), List.of(), false))
                .network();
    }

    @Test
    public void aSearchCountsTheUseOfWhatItFinds() {
        var ipam = Ipam.on(store());
        network(ipam, "tenants", "10.0.0.0/8")
                .in("p1")
                .privateSuper(Map.of("IPv4", 22))
                .create();
        ipam.allocate("blue", Map.of());
        ipam.allocate("blue", Map.of("IPv4", 24));

        var found = ipam.networks(NetworkQuery.ALL);

        assertThat(found).hasSize(3);
        var tenants = found.stream()
                .filter(view -> view.network().id().equals("tenants"))
                .findFirst()
                .orElseThrow();
        assertThat(tenants.consumption(AddressFamily.IPV4).orElseThrow())
                .isEqualTo(new Consumption(1 << 24, (1 << 22) - 256 - 64, 2, 2));
    }

    @Test
    public void manyNetworksComeOnceInOrderAndEachWithItsUseHoweverManyPagesTheyAre() {
        // given: as many as two pages, every other one with an address that is taken, every tenth of another project
        var ipam = Ipam.on(store());
        var wanted =
                IntStream.range(0, 2 * Pages.SIZE).mapToObj("n%04d"::formatted).toList();
        ipam.store.run("many", tx -> {
            IntStream.range(0, wanted.size()).forEach(i -> insertUsed(ipam, tx, wanted.get(i), i));
            return wanted;
        });

        var all = ipam.networks(NetworkQuery.ALL);

        assertThat(all).extracting(view -> view.network().id()).containsExactlyElementsOf(wanted);
        var unused = all.get(1).consumption(AddressFamily.IPV4).orElseThrow().usedAddresses();
        assertThat(all)
                .extracting(view ->
                        view.consumption(AddressFamily.IPV4).orElseThrow().usedAddresses() - unused)
                .containsExactlyElementsOf(IntStream.range(0, wanted.size())
                        .mapToObj(i -> i % 2 == 0 ? 1L : 0L)
                        .toList());
        assertThat(ipam.networks(ofProject("red")))
                .extracting(view -> view.network().id())
                .hasSize(wanted.size() / 10)
                .startsWith("n0000", "n0010")
                .endsWith("n0990");
    }

    private static void insertUsed(Ipam ipam, Tx tx, String id, int number) {
        var cidr = "10.%d.%d.0/24".formatted(number / 256, number % 256);
        var plain = ipam.network(id, NetworkType.EXTERNAL, cidr);
        tx.networks()
                .insert(new Network(
                        id,
                        "",
                        "",
                        plain.type(),
                        "p1",
                        number % 10 == 0 ? "red" : "blue",
                        "",
                        plain.prefixes(),
                        List.of(),
                        Map.of(),
                        false,
                        false,
                        0,
                        Map.of(),
                        List.of(),
                        plain.stamp()));
        var prefix = ipam.prefix(id, cidr);
        tx.prefixes().insert(prefix, Block.whole(prefix.id(), prefix.cidr(), Holder.ALONE));
        if (number % 2 == 0) {
            tx.ips().insert(ipam.row(prefix, "10.%d.%d.7".formatted(number / 256, number % 256), "blue"));
        }
    }

    private static NetworkQuery ofProject(String id) {
        var none = Optional.<String>empty();
        return new NetworkQuery(
                none,
                none,
                none,
                Optional.of(id),
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of());
    }
}
