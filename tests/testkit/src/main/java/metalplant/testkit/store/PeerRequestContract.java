package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import metalplant.core.store.PeerRequestTable;
import metalplant.core.store.PeerRequestTable.PeerRequest;
import metalplant.core.store.Store;
import metalplant.federation.value.Bytes;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What {@code PeerRequestTable} promises. */
public abstract class PeerRequestContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(47);
    private final Instant now = world.now();

    /** An empty store. */
    protected abstract Store store();

    @Test
    public void aRequestIsThereAndLaterItsAnswer() {
        var store = store();
        var request = inserted(store, "north", now);
        var answer = Optional.of(Bytes.of(new byte[] {1, 0, -1}));

        assertThat(find(store, request.id())).contains(request);
        in(store, table -> {
            table.answered(request.id(), 409, answer);
            return true;
        });

        assertThat(find(store, request.id()))
                .contains(new PeerRequest(
                        request.id(), "north", request.operation(), request.life(), request.begun(), 409, answer));
    }

    @Test
    public void anAnswerThatIsNotKeptAndOneToNobodyAreNoFailures() {
        var store = store();
        var request = inserted(store, "north", now);

        in(store, table -> {
            table.answered(request.id(), 200, Optional.empty());
            table.answered(world.newId(), 200, Optional.empty());
            return true;
        });

        assertThat(find(store, request.id()))
                .get()
                .extracting(PeerRequest::body)
                .isEqualTo(Optional.empty());
    }

    @Test
    public void onlyTheOldestOfOnePlantAreForgotten() {
        var store = store();
        var other = inserted(store, "south", now.minusSeconds(100));
        var oldest = inserted(store, "north", now.minusSeconds(3));
        var older = inserted(store, "north", now.minusSeconds(2));
        var newest = inserted(store, "north", now.minusSeconds(1));

        assertThat(this.<Integer>in(store, table -> table.shrink("north", 3))).isZero();
        assertThat(this.<Integer>in(store, table -> table.shrink("north", 1))).isEqualTo(2);

        assertThat(find(store, oldest.id())).isEmpty();
        assertThat(find(store, older.id())).isEmpty();
        assertThat(find(store, newest.id())).isPresent();
        assertThat(find(store, other.id())).isPresent();
    }

    @Test
    public void whatBeganLongAgoIsForgotten() {
        var store = store();
        var old = inserted(store, "north", now.minus(Duration.ofDays(8)));
        var fresh = inserted(store, "north", now);

        assertThat(this.<Integer>in(store, table -> table.purge(now.minus(Duration.ofDays(7)))))
                .isEqualTo(1);

        assertThat(find(store, old.id())).isEmpty();
        assertThat(find(store, fresh.id())).isPresent();
    }

    private PeerRequest inserted(Store store, String plant, Instant begun) {
        var request = new PeerRequest(world.newId(), plant, "machineOn", world.newId(), begun, 0, Optional.empty());
        in(store, table -> {
            table.insert(request);
            return true;
        });
        return request;
    }

    private <T> T in(Store store, Function<PeerRequestTable, T> work) {
        return store.run("peer-requests", tx -> work.apply(tx.peerRequests()));
    }

    private static Optional<PeerRequest> find(Store store, UUID id) {
        return store.read("find", tx -> tx.peerRequests().find(id));
    }
}
