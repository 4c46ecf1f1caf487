package metalplant.wireguard.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshPlannerTest {
    @Test
    void threePlantsOneOfThemRotatingAndOneWithoutKeysLookLikeThis() {
        // given
        var steady = Given.peer(2);
        var rotating = rotating(
                Given.with(Given.peer(3), List.of(Given.endpoint("2001:db8::3"), Given.endpoint("192.0.2.3"))), 2);
        var keyless = Given.with(Given.peer(4), Keys.only(Given.ours(4, 1)), Keys.only(Given.theirs(4, 7)), 1);
        var hidden = Given.with(Given.peer(5), List.<Endpoint>of());

        // when
        var input = Given.input(hidden, keyless, rotating, steady);
        var plan =
                MeshPlanner.plan(new MeshInput(Given.selfBehindNat(), input.overlay(), input.peers(), input.ports()));

        // then
        Golden.check("mesh.txt", PlanText.of(plan));
        Golden.check("mesh.nft", FirewallText.of(plan));
    }

    private static Peer rotating(Peer peer, int sendsOn) {
        int n = peer.number();
        return Given.with(
                peer,
                Keys.only(Given.ours(n, 1)).withNext(Given.ours(n, 2)),
                Keys.only(Given.theirs(n, 1)).withNext(Given.theirs(n, 2)),
                sendsOn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::/0",
                "fd12:3456::/48",
                "fd12:3456::/127",
                "10.0.0.1/32",
                "0.0.0.0/0",
                "2001:db8::1/128",
                "fd99::1/128"
            })
    void aPeerMayUseOneAddressOfTheMeshAndNothingElse(String service) {
        refused(Given.input(Given.with(Given.peer(2), Cidr.parse(service))));
    }

    @Test
    void whateverIsThereTwiceIsRefused() {
        var two = Given.peer(2);
        refused(Given.input(two, two));
        refused(Given.input(two, Given.with(Given.peer(3), two.service())));
        refused(Given.input(Given.with(two, Given.service(1))));
        refused(Given.input(Given.peer(1)));
        refused(Given.input(two, Given.with(Given.peer(3), Keys.only(Given.ours(3, 1)), two.theirs(), 1)));
        refused(Given.input(Given.with(
                two, Keys.only(new OwnKey(1, two.theirs().current().key(), Path.of("/k"))), two.theirs(), 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4150, 4151, 4160, 4161, 5432, 26257, 0, 65_536})
    void portsOfTheBusAndOfDatabasesAreNeverOpened(int port) {
        var input = Given.input(Given.peer(2));
        refused(new MeshInput(input.self(), input.overlay(), input.peers(), new TreeSet<>(Set.of(port))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::/0", "2001:db8::/32", "fc00::/7", "10.0.0.0/8"})
    void theMeshLivesInAPrivateRange(String overlay) {
        var input = Given.input(Given.peer(2));
        refused(new MeshInput(input.self(), Cidr.parse(overlay), input.peers(), input.ports()));
    }

    @Test
    void anEndpointInsideTheMeshIsRefused() {
        refused(Given.input(Given.with(Given.peer(2), List.of(Given.endpoint("fd12:3456::77")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1", "fe80::1"})
    void anEndpointIsAPlaceInTheWorld(String address) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Given.endpoint(address));
    }

    private static void refused(MeshInput input) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> MeshPlanner.plan(input));
    }

    @ParameterizedTest
    @CsvSource({"1500,1420", "1360,1280", "1359,1280", "576,1280", "9000,8920"})
    void theTunnelIsEightyBytesSmallerButNeverTooSmallForIpv6(int pathMtu, int mtu) {
        var plan = MeshPlanner.plan(Given.input(Given.withPathMtu(Given.peer(2), pathMtu)));

        assertThat(plan.links().getFirst().mtu()).isEqualTo(mtu);
    }

    @Test
    void onlyWhoIsBehindNatKeepsTheFlowAlive() {
        var peers = List.of(Given.peer(2), Given.with(Given.peer(3), List.<Endpoint>of()));
        var input = Given.input().withPeers(peers);
        var hidden = new MeshInput(Given.selfBehindNat(), input.overlay(), peers, input.ports());

        assertThat(MeshPlanner.plan(input).links()).allMatch(link -> link.keepaliveSeconds() == 0);
        assertThat(MeshPlanner.plan(hidden).links()).allMatch(link -> link.keepaliveSeconds() == 25);
    }

    @Test
    void bothBehindNatIsANoticeThatNamesThePorts() {
        var peer = Given.with(Given.peer(3), List.<Endpoint>of());
        var input = Given.input(peer);
        var plan =
                MeshPlanner.plan(new MeshInput(Given.selfBehindNat(), input.overlay(), input.peers(), input.ports()));

        assertThat(plan.notices().get(peer.id())).contains("51826").contains("51827");
    }

    @Test
    void bothSidesComputeTheSamePortsWithoutAsking() {
        var fromNorth = MeshPlanner.plan(Given.input(Given.peer(2))).links().getFirst();
        var south = new Self(new MemberId("plant-2"), 2, Given.service(2), Ports.BASE_DEFAULT, false);
        var north = new Peer(
                new MemberId("north"),
                1,
                Given.service(1),
                List.of(Given.endpoint("192.0.2.1")),
                0,
                Keys.only(Given.theirs(9, 1)),
                Keys.only(Given.ours(9, 1)),
                1,
                1_500);
        var fromSouth = MeshPlanner.plan(new MeshInput(south, Given.OVERLAY, List.of(north), new TreeSet<>()))
                .links()
                .getFirst();

        assertThat(fromNorth.endpoint().orElseThrow().port()).isEqualTo(fromSouth.listenPort());
        assertThat(fromSouth.endpoint().orElseThrow().port()).isEqualTo(fromNorth.listenPort());
        assertThat(fromNorth.name()).isNotEqualTo(fromSouth.name());
    }

    @Test
    void anEndpointChoiceIsCountedRound() {
        var peer = Given.with(Given.peer(2), List.of(Given.endpoint("192.0.2.2"), Given.endpoint("198.51.100.2")));

        assertThat(endpoint(peer.choosing(0))).startsWith("192.0.2.2:");
        assertThat(endpoint(peer.choosing(3))).startsWith("198.51.100.2:");
        assertThat(endpoint(peer.choosing(-1))).startsWith("198.51.100.2:");
    }

    private static String endpoint(Peer peer) {
        return MeshPlanner.plan(Given.input(peer))
                .links()
                .getFirst()
                .endpoint()
                .orElseThrow()
                .toString();
    }

    @Test
    void exactlyOneTunnelOfAPairCarries() {
        for (int sendsOn : new int[] {1, 2, 9}) {
            var links = MeshPlanner.plan(Given.input(rotating(Given.peer(2), sendsOn)))
                    .links();
            assertThat(links).hasSize(2);
            assertThat(links.stream().filter(Link::carrying)).hasSize(1);
            assertThat(links.stream()
                            .filter(Link::carrying)
                            .findFirst()
                            .orElseThrow()
                            .generation())
                    .isEqualTo(sendsOn == 1 ? 1 : 2);
        }
    }

    @Test
    void onlyOnePlantCanBeMetAtATime() {
        var first = meeting(2);
        assertThat(MeshPlanner.plan(Given.input(first)).links().getFirst().listenPort())
                .isEqualTo(Ports.BASE_DEFAULT + 512);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> MeshPlanner.plan(Given.input(first, meeting(3))))
                .withMessageContaining("UDP port");
    }

    private static Peer meeting(int n) {
        int generation = KeyOfGeneration.MEETING;
        return Given.with(
                Given.peer(n),
                Keys.only(Given.ours(n, generation)),
                Keys.only(Given.theirs(n, generation)),
                generation);
    }

    @Test
    void aNextKeyHasTheNextGeneration() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new Keys<>(Given.theirs(2, 1), Optional.of(Given.theirs(2, 3))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "T558cNcwtiO/+ZGUpCx5JpJ0DBRc0MJNT3KVsIQ+xlA",
                "T558cNcwtiO/+ZGUpCx5JpJ0DBRc0MJNT3KVsIQ+xlB=", "T558cNcwtiO_-ZGUpCx5JpJ0DBRc0MJNT3KVsIQ-xlA=", "(none)"
            })
    void whatIsNoKeyIsRefused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> new PublicKey(text));
    }
}
