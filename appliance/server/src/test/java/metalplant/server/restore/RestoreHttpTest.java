package metalplant.server.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.core.restore.Doubts;
import metalplant.core.restore.InMemoryHostLife;
import metalplant.core.restore.Lives;
import metalplant.core.restore.ReconcileMachines;
import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreHttpTest {
    private static final String RESTORE = "/v1/plant/restore";
    private static final String RECONCILE = "/v1/plant/reconcile";

    private final InMemoryStore store = new InMemoryStore();
    private final AtomicInteger known = new AtomicInteger();
    private TestDoor door = new TestDoor();

    @BeforeEach
    void aPlantWithTwoMachines() {
        var doubts = new Doubts(store);
        var lives = new Lives(store, SimulatedWorld.seeded(1), new InMemoryHostLife(), () -> 0, doubts);
        lives.begin(false);
        store.run("test", tx -> {
            for (int number : List.of(1, 2)) {
                tx.machines().insert(TestMachines.registered(number, "rack-0"));
            }
            return true;
        });
        door = new TestDoor(new RestoreHttp(lives, new ReconcileMachines(store, doubts), known::incrementAndGet));
    }

    @Test
    void everybodyMayLookAndAdministratorsDecide() {
        assertThat(door.table()).isEqualTo("""
                        GET /v1/plant/reconcile listUnconfirmed ANY
                        POST /v1/plant/reconcile reconcile ADMIN
                        GET /v1/plant/restore findRestore ANY
                        POST /v1/plant/restore declareRestore ADMIN""");
    }

    @Test
    void aPlantThatWasNeverRestoredSaysSo() {
        var plant = door.get(RESTORE).body();

        assertThat(plant.path("life").asLong()).isEqualTo(1);
        assertThat(plant.path("restored").isNull()).isTrue();
        assertThat(plant.path("unconfirmed").asLong()).isZero();
    }

    @Test
    void whatIsDeclaredIsListedAndAcceptedPieceByPiece() {
        var declared = door.post(RESTORE, "{'why':'disk put back'}").body();
        assertThat(declared.path("life").asLong()).isEqualTo(2);
        assertThat(declared.path("why").asText()).isEqualTo("disk put back");
        assertThat(declared.path("unconfirmed").asLong()).isEqualTo(2);

        var one = door.post(RECONCILE, "{'machines':['%s']}".formatted(TestMachines.id(1)))
                .body();
        assertThat(one.path("accepted").asLong()).isEqualTo(1);
        assertThat(one.path("machines")).singleElement().satisfies(left -> {
            assertThat(left.path("id").asText()).isEqualTo(TestMachines.id(2));
            assertThat(left.path("state").asText()).isEqualTo("UNHEARD");
            assertThat(left.path("belief").asText()).isEqualTo("free");
            assertThat(left.path("contradicts").asBoolean()).isFalse();
        });

        var all = door.post(RECONCILE, "{'all':true,'addresses':true}").body();
        assertThat(all.path("machines")).isEmpty();
        assertThat(all.path("plant").path("newcomersheld").asBoolean()).isFalse();
        assertThat(all.path("plant").path("addressesheld").asBoolean()).isFalse();
        assertThat(known).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'machines':[]}", "{'all':false}", "{'machines':'x'}"})
    void whoNamesNothingIsRefused(String body) {
        assertThat(door.post(RECONCILE, body).status()).isEqualTo(400);
    }

    @Test
    void aMachineThatIsNotThereIsNamedAndNothingIsAccepted() {
        door.post(RESTORE, "{}");

        var reply = door.post(RECONCILE, "{'machines':['%s','nobody']}".formatted(TestMachines.id(1)));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).contains("nobody");
        assertThat(door.get(RESTORE).body().path("unconfirmed").asLong()).isEqualTo(2);
    }

    @Test
    void aLongReasonIsRefused() {
        assertThat(door.post(RESTORE, "{'why':'%s'}".formatted("x".repeat(201))).status())
                .isEqualTo(400);
    }
}
