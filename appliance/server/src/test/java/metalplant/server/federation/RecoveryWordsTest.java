package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.door.Role;
import metalplant.federation.ledger.Acceptance;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.wire.federation.AcceptRequest;
import metalplant.wire.federation.InviteRequest;
import metalplant.wire.federation.InviteResponse;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.JoinRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets to see the recovery words of a federation, and for how long: real voters, links and pairing on loopback. */
class RecoveryWordsTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final int WORDS = 17;

    @TempDir
    Path folder;

    private FederationConfig config(String label) throws IOException {
        return new FederationConfig(
                folder.resolve(label),
                label,
                InetAddress.getLoopbackAddress(),
                port(),
                port(),
                0,
                TunnelConfig.OFF,
                Role.EDIT,
                Duration.ofDays(1));
    }

    private static Federation plant(FederationConfig config, Store store) {
        var plant = new Federation(
                config,
                store,
                WORLD,
                new Release("test", Acceptance.LEVEL),
                new SelfInFederation(),
                new LifeHere(() -> 1L, Optional::empty, (_, _) -> {}),
                false);
        plant.start();
        return plant;
    }

    private static int port() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static InviteResponse invite(Federation plant) {
        return Eventually.succeeds("an invite", () -> plant.desk().invite(new InviteRequest(null, null, null)));
    }

    private static void abort(Federation plant, InviteResponse invite) {
        plant.desk().abort(UUID.fromString(invite.joinid()));
    }

    @Test
    void eachInviteShowsThemUntilASecondPlantIsInAndNoneAfterwards() throws Exception {
        try (var north = plant(config("north"), InMemoryStore.repeating());
                var south = plant(config("south"), InMemoryStore.repeating())) {
            // given: a first invite, of which nobody saw the answer
            var first = invite(north);
            abort(north, first);

            // when
            var second = invite(north);

            // then
            assertThat(first.recoverywords()).hasSize(WORDS);
            assertThat(second.recoverywords()).isEqualTo(first.recoverywords());

            // and when
            meet(north, south, second);

            // then
            var third = invite(north);
            assertThat(third.recoverywords()).isNull();
            abort(north, third);
            assertThat(invite(south).recoverywords()).isNull();
        }
    }

    private static void meet(Federation north, Federation south, InviteResponse invite) {
        var id = UUID.fromString(invite.joinid());
        south.desk().join(new JoinRequest(invite.code(), invite.address(), null, null));
        for (var plant : new Federation[] {north, south}) {
            Eventually.until("a plan", () -> plan(plant, id).isPresent());
            plant.desk()
                    .accept(id, new AcceptRequest(plan(plant, id).orElseThrow().hash(), null));
        }
        for (var plant : new Federation[] {north, south}) {
            Eventually.until(
                    "the join is over", () -> plant.desk().find(id).state().equals("joined"));
        }
    }

    private static Optional<JoinPlan> plan(Federation plant, UUID id) {
        return Optional.ofNullable(plant.desk().find(id).plan());
    }

    @Test
    void aPlantThatWasStartedAgainBeforeHasThemNoMoreAndGetsOthersWhenItLeavesFirst() throws Exception {
        // given
        var store = InMemoryStore.repeating();
        var config = config("north");
        InviteResponse first;
        try (var before = plant(config, store)) {
            first = invite(before);
        }
        try (var again = plant(config, store)) {
            // when
            var second = invite(again);

            // then
            assertThat(second.recoverywords()).isNull();

            // and when: what the operator is told to do then
            abort(again, second);
            again.desk().leave(false);
            Eventually.until("alone", () -> again.desk().view().phase().equals("STANDALONE"));

            // then
            assertThat(invite(again).recoverywords()).hasSize(WORDS).isNotEqualTo(first.recoverywords());
        }
    }
}
