package metalplant.wireguard.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metalplant.testkit.HandWorld;
import metalplant.wireguard.observe.Probe;
import metalplant.wireguard.observe.SeenDevice;
import metalplant.wireguard.plan.Given;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MeshInput;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.tools.Mesh;
import org.junit.jupiter.api.Test;

class MeshReconcilerTest {
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final MeshInput ONE_PEER = Given.input(Given.peer(2));

    private final HandWorld world = new HandWorld(Instant.parse("2026-11-29T12:00:00Z"));
    private final PlayedMesh mesh = new PlayedMesh();
    private final MeshReconciler reconciler = new MeshReconciler(mesh, world);

    @Test
    void aTunnelOnWhichMuchArrivesAndNothingIsLostIsAskedEveryThirdRound() {
        for (int round = 0; round < 9; round++) {
            assertThat(loss(true)).isZero();
        }

        assertThat(mesh.echoes).isEqualTo(3);
    }

    @Test
    void aTunnelThatFallsQuietIsAskedInTheVeryRoundThatSeesIt() {
        loss(true);
        mesh.answers = false;

        assertThat(loss(false)).isOne();
    }

    @Test
    void aTunnelThatLosesEchoesIsAskedInEachRound() {
        mesh.answers = false;
        for (int round = 0; round < 3; round++) {
            assertThat(loss(true)).isOne();
        }

        assertThat(mesh.echoes).isEqualTo(3);
    }

    @Test
    void aTunnelThatLeadsElsewhereNowIsAskedAtOnce() {
        loss(true);
        var moved = Given.input(Given.with(Given.peer(2), List.of(Given.endpoint("192.0.2.99"))));
        mesh.received++;
        reconciler.round(moved);

        assertThat(mesh.echoes).isEqualTo(2);
    }

    /** One round, and what it shows of the only tunnel. */
    private double loss(boolean arrives) {
        world.passes(ROUND);
        mesh.received += arrives ? 100 : 0;
        return reconciler
                .round(ONE_PEER)
                .links()
                .getFirst()
                .probe()
                .orElseThrow()
                .loss();
    }

    /** Builds everything, and is sent what the test says. */
    private static final class PlayedMesh implements Mesh {
        private long received;
        private boolean answers = true;
        private int echoes;

        @Override
        public Applied apply(MeshPlan plan, Set<String> movable) {
            return new Applied(List.of(), List.of());
        }

        @Override
        public void renew(Link link) {
            throw new AssertionError("nothing is lost for so long");
        }

        @Override
        public Optional<SeenDevice> device(Link link) {
            var peer = new SeenDevice.SeenPeer(link.peerKey(), link.endpoint(), List.of(), 1, received, 0, 0);
            return Optional.of(new SeenDevice(Optional.of(link.ownKey()), link.listenPort(), List.of(peer)));
        }

        @Override
        public Probe probe(Link link) {
            echoes++;
            received += answers ? 300 : 0;
            return new Probe(3, answers ? 3 : 0, answers ? Optional.of(Duration.ofMillis(1)) : Optional.empty());
        }

        @Override
        public void remove(MeshPlan plan) {
            throw new AssertionError("nobody takes tunnels away");
        }
    }
}
