package metalplant.testkit.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.core.ip.AllocateIp;
import metalplant.core.ip.UpdateIp;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The rules of allocating, changing and freeing single addresses; metal-api-rest.md 2.7 and 4.8. */
public abstract class IpRulesContract {
    private static final Map<String, Integer> CHILDREN = Map.of("IPv4", 22, "IPv6", 64);

    /** An empty store. */
    protected abstract Store store();

    private static void assertProblem(ProblemCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
    }

    private static AllocateIp.Request request(
            String network, String project, String address, String family, List<String> tags) {
        return new AllocateIp.Request(
                network,
                project,
                Optional.of(address).filter(text -> !text.isEmpty()),
                Optional.of(family).filter(text -> !text.isEmpty()),
                Optional.empty(),
                "name",
                "description",
                IpType.STATIC,
                tags);
    }

    private static Ip allocate(Ipam ipam, String network, String project, String address, String family) {
        return ipam.allocateIp.run(request(network, project, address, family, List.of()));
    }

    @Test
    public void networkAndProjectMustBeGivenAndExist() {
        var ipam = Ipam.on(store());
        ipam.external("internet", "10.0.0.0/24");

        assertProblem(ProblemCode.BAD_REQUEST, () -> allocate(ipam, "", "blue", "", ""));
        assertProblem(ProblemCode.BAD_REQUEST, () -> allocate(ipam, "internet", "", "", ""));
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> allocate(ipam, "nowhere", "blue", "", ""));
        assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> allocate(ipam, "internet", "nobody", "", ""));
    }

    @Test
    public void theFamilyMustBeOneOfTheNetwork() {
        var ipam = Ipam.on(store());
        ipam.external("internet", "10.0.0.0/24");

        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "internet", "blue", "", "IPv5"));
        assertProblem(ProblemCode.BAD_REQUEST, () -> allocate(ipam, "internet", "blue", "", "IPv6"));
        assertProblem(ProblemCode.BAD_REQUEST, () -> allocate(ipam, "internet", "blue", "10.0.0.9", "IPv4"));
        assertThat(allocate(ipam, "internet", "blue", "", "IPv4").parentPrefix())
                .isEqualTo("10.0.0.0/24");
    }

    @Test
    public void withoutFamilyANetworkOfBothGivesIpv4AndOthersTheirOwn() {
        var ipam = Ipam.on(store());
        ipam.external("both", "2001:db8::/64", "10.0.0.0/24");
        ipam.external("six", "2001:db8:1::/64");

        assertThat(allocate(ipam, "both", "blue", "", "").parentPrefix()).isEqualTo("10.0.0.0/24");
        assertThat(allocate(ipam, "both", "blue", "", "ipv6").parentPrefix()).isEqualTo("2001:db8::/64");
        assertThat(allocate(ipam, "six", "blue", "", "").parentPrefix()).isEqualTo("2001:db8:1::/64");
    }

    @Test
    public void aNamedAddressIsGivenOnce() {
        var ipam = Ipam.on(store());
        ipam.external("internet", "10.0.0.0/24", "2001:db8::/64");

        assertThat(allocate(ipam, "internet", "blue", "10.0.0.9", "").address()).hasToString("10.0.0.9");
        assertThat(allocate(ipam, "internet", "blue", "2001:DB8:0::9", "").address())
                .hasToString("2001:db8::9");
        assertProblem(ProblemCode.ADDRESS_TAKEN, () -> allocate(ipam, "internet", "red", "10.0.0.9", ""));
        assertProblem(ProblemCode.ADDRESS_TAKEN, () -> allocate(ipam, "internet", "red", "10.0.0.0", ""));
        assertProblem(ProblemCode.ADDRESS_TAKEN, () -> allocate(ipam, "internet", "red", "10.0.0.255", ""));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "internet", "red", "10.0.1.1", ""));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "internet", "red", "10.0.0.300", ""));
    }

    @Test
    public void aSuperNetworkGivesNoAddresses() {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", false, CHILDREN, "10.0.0.0/8", "2001:db8::/32");

        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "tenants", "blue", "", ""));
        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "tenants", "blue", "10.0.0.9", ""));
    }

    @Test
    public void aPrivateNetworkGivesToOtherProjectsOnlyWhenItIsShared() {
        var ipam = Ipam.on(store());
        ipam.superNetwork("tenants", false, CHILDREN, "10.0.0.0/8", "2001:db8::/32");
        var own = ipam.allocate("blue", Map.of());
        var shared = ipam.allocateNetwork
                .run(new AllocateNetwork.Request(
                        "", "", "p1", "blue", List.of(), Map.of(), Optional.empty(), false, true, Map.of()))
                .network();

        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, own.id(), "red", "", ""));
        assertThat(allocate(ipam, own.id(), "blue", "", "").networkId()).isEqualTo(own.id());
        assertThat(allocate(ipam, shared.id(), "red", "", "").projectId()).isEqualTo("red");
    }

    @Test
    public void anAddressKeepsWhatItWasAskedForWith() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");
        var any = Ipam.anyOf(network, "blue");

        var ip = ipam.allocateIp.run(new AllocateIp.Request(
                any.networkId(),
                "blue",
                Optional.empty(),
                Optional.empty(),
                Optional.of("m1"),
                "name",
                "description",
                IpType.STATIC,
                List.of("z", "a", "z")));

        assertThat(ip.tags()).containsExactly("a", "machine.metal-stack.io/id=m1", "z");
        assertThat(ip.scope()).isEqualTo(Ip.Scope.MACHINE);
        assertThat(ip.machines()).containsExactly("m1");
        assertThat(ip.type()).isEqualTo(IpType.STATIC);
        assertThat(ipam.findIps.get(ip.address().toString(), Optional.empty())).isEqualTo(ip);
        assertThat(ipam.found(IpQuery.ALL)).containsExactly(ip);
    }

    @Test
    public void tooManyTagsAreRefused() {
        var ipam = Ipam.on(store());
        ipam.external("internet", "10.0.0.0/24");
        var tags = IntStream.range(0, 300).mapToObj(i -> "t" + i).toList();

        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.allocateIp.run(request("internet", "blue", "", "", tags)));
    }

    @Test
    public void anUnknownAddressIsNotFound() {
        var ipam = Ipam.on(store());

        for (var text : List.of("10.9.9.9", "no address", "")) {
            assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.findIps.get(text, Optional.empty()));
            assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> ipam.freeIp.run(text, Optional.empty()));
            assertProblem(ProblemCode.ENTITY_NOT_FOUND, () -> update(ipam, text, Optional.empty(), Optional.empty()));
        }
    }

    private static Ip update(Ipam ipam, String address, Optional<IpType> type, Optional<List<String>> tags) {
        return ipam.updateIp.run(
                new UpdateIp.Request(address, Optional.empty(), Optional.of("new name"), Optional.empty(), type, tags));
    }

    @Test
    public void anUpdateChangesWhatIsGivenAndKeepsTheRest() {
        var ipam = Ipam.on(store());
        ipam.external("internet", "10.0.0.0/24");
        var ip = ipam.allocateIp.run(request("internet", "blue", "10.0.0.9", "", List.of("a", "b")));

        var renamed = update(ipam, "10.0.0.9", Optional.empty(), Optional.empty());
        assertThat(renamed.name()).isEqualTo("new name");
        assertThat(renamed.description()).isEqualTo(ip.description());
        assertThat(renamed.tags()).containsExactly("a", "b");
        assertThat(renamed.allocationUuid()).isEqualTo(ip.allocationUuid());

        var cleared = update(ipam, "10.0.0.9", Optional.of(IpType.STATIC), Optional.of(List.of()));
        assertThat(cleared.tags()).isEmpty();
        assertThat(ipam.findIps.get("10.0.0.9", Optional.empty())).isEqualTo(cleared);
    }

    @Test
    public void aStaticAddressNeverBecomesEphemeralAgain() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");
        var ip = ipam.acquire(network, "blue", "10.0.0.9");

        assertThat(ip.type()).isEqualTo(IpType.EPHEMERAL);
        assertThat(update(ipam, "10.0.0.9", Optional.of(IpType.STATIC), Optional.empty())
                        .type())
                .isEqualTo(IpType.STATIC);
        assertProblem(
                ProblemCode.BAD_REQUEST,
                () -> update(ipam, "10.0.0.9", Optional.of(IpType.EPHEMERAL), Optional.empty()));
    }

    @Test
    public void anAddressThatAMachineUsesIsNotFreed() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");
        ipam.acquire(network, "blue", "10.0.0.9");
        update(ipam, "10.0.0.9", Optional.empty(), Optional.of(List.of(Ip.machineTag("m1"))));

        assertProblem(ProblemCode.BAD_REQUEST, () -> ipam.freeIp.run("10.0.0.9", Optional.empty()));

        update(ipam, "10.0.0.9", Optional.empty(), Optional.of(List.of()));
        assertThat(ipam.freeIp.run("10.0.0.9", Optional.empty()).address()).hasToString("10.0.0.9");
        assertThat(ipam.acquire(network, "red", "10.0.0.9").projectId()).isEqualTo("red");
    }

    @Test
    public void aNetworkWithoutPrefixesGivesNothing() {
        var ipam = Ipam.on(store());
        Network bare = ipam.network("bare", NetworkType.EXTERNAL);
        ipam.store.run("test", tx -> tx.networks().insert(bare));

        assertProblem(ProblemCode.RULE_VIOLATED, () -> allocate(ipam, "bare", "blue", "", ""));
    }
}
