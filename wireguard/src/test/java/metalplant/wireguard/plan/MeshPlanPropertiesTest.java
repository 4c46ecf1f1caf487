package metalplant.wireguard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random federations from a seed; a failure names the seed. */
class MeshPlanPropertiesTest {
    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTunnelHasOneAddressAndEverythingElseItsOwn(long seed) {
        var random = new Random(seed);
        var input = Federations.random(random);
        var plan = MeshPlanner.plan(input);

        assertThat(plan.links()).allSatisfy(link -> {
            var peer = input.peers().stream()
                    .filter(each -> each.id().equals(link.peer()))
                    .findFirst()
                    .orElseThrow();
            assertThat(link.allowed().asHost()).isEqualTo(peer.service());
            assertThat(link.mtu()).isBetween(1_280, Math.max(1_280, peer.pathMtu() - 80));
            assertThat(link.name()).startsWith(Link.PREFIX).hasSizeLessThanOrEqualTo(15);
            assertThat(link.keepaliveSeconds() > 0).isEqualTo(input.self().behindNat());
        });
        assertThat(new HashSet<>(plan.links().stream().map(Link::name).toList()))
                .hasSameSizeAs(plan.links());
        assertThat(new HashSet<>(plan.links().stream().map(Link::listenPort).toList()))
                .hasSameSizeAs(plan.links());
        assertThat(new HashSet<>(plan.links().stream().map(Link::ownKey).toList()))
                .hasSameSizeAs(plan.links());
        for (var peer : input.peers()) {
            var ofPeer = plan.links().stream()
                    .filter(link -> link.peer().equals(peer.id()))
                    .toList();
            assertThat(ofPeer.stream().filter(Link::carrying)).hasSize(ofPeer.isEmpty() ? 0 : 1);
            assertThat(ofPeer.isEmpty()).isEqualTo(common(peer).isEmpty());
        }
    }

    private static List<Integer> common(Peer peer) {
        return peer.ours()
                .all()
                .map(OwnKey::generation)
                .filter(each -> peer.theirs().of(each).isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfMembersDoesNotMatter(long seed) {
        var random = new Random(seed);
        var input = Federations.random(random);
        var shuffled = new ArrayList<>(input.peers());
        Collections.shuffle(shuffled, random);

        var one = MeshPlanner.plan(input);
        var other = MeshPlanner.plan(input.withPeers(shuffled));

        assertThat(other).isEqualTo(one);
        assertThat(PlanText.of(other)).isEqualTo(PlanText.of(one));
        assertThat(FirewallText.of(other)).isEqualTo(FirewallText.of(one));
    }
}
