package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import metalplant.core.store.SagaTable;
import metalplant.core.store.Store;
import metalplant.model.saga.SagaRecord;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What {@code SagaTable} promises. */
public abstract class SagaContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(42);
    private final Instant now = world.now();

    /** An empty store. */
    protected abstract Store store();

    @Test
    public void aSagaComesBackAsItWasInserted() {
        var store = store();
        var saga = saga("m1", now, "", Instant.EPOCH);

        write(store, sagas -> sagas.insert(saga));

        assertThat(find(store, saga.id())).contains(saga);
        assertThat(find(store, world.newId())).isEmpty();
    }

    @Test
    public void aSagaIsDueOnceItsTimeHasComeAndNobodyHoldsIt() {
        var store = store();
        var free = saga("free", now, "", Instant.EPOCH);
        var later = saga("later", now.plusSeconds(1), "", Instant.EPOCH);
        var held = saga("held", now.minusSeconds(5), "north", now.plusSeconds(1));
        var dropped = saga("dropped", now.minusSeconds(9), "gone", now);

        write(store, sagas -> List.of(free, later, held, dropped).forEach(sagas::insert));

        assertThat(due(store, 10)).containsExactly(dropped, free);
        assertThat(due(store, 1)).containsExactly(dropped);
    }

    @Test
    public void anUpdateKeepsWhatTheSagaIsAbout() {
        var store = store();
        var saga = saga("m1", now, "", Instant.EPOCH);
        write(store, sagas -> sagas.insert(saga));

        var moved = new SagaRecord(
                saga.id(),
                saga.kind(),
                saga.subject(),
                2,
                true,
                3,
                now.plusSeconds(7),
                "north",
                now.plusSeconds(9),
                saga.params(),
                "it failed",
                saga.created());
        write(store, sagas -> sagas.update(moved));

        assertThat(ofSubject(store, "m1")).containsExactly(moved);
    }

    @Test
    public void aRemovedSagaIsGone() {
        var store = store();
        var saga = saga("m1", now, "", Instant.EPOCH);
        write(store, sagas -> sagas.insert(saga));

        write(store, sagas -> sagas.remove(saga.id()));
        write(store, sagas -> sagas.update(saga));

        assertThat(due(store, 1)).isEmpty();
        assertThat(ofSubject(store, "m1")).isEmpty();
    }

    @Test
    public void whatThoseOfANameHeldIsFreeAndWhatOthersHoldIsNot() {
        var store = store();
        var until = now.plusSeconds(90);
        var before = saga("before", now, "north#1", until);
        var older = saga("older", now.minusSeconds(1), "north#0", until);
        var present = saga("present", now, "north#2", until);
        var other = saga("other", now, "north-2#1", until);
        var free = saga("free", now.minusSeconds(2), "", Instant.EPOCH);
        write(store, sagas -> List.of(before, older, present, other, free).forEach(sagas::insert));

        int released = store.run("release", tx -> tx.sagas().release("north#", "north#2"));

        assertThat(released).isEqualTo(2);
        assertThat(due(store, 10)).containsExactlyInAnyOrder(free, older.released(), before.released());
        assertThat(find(store, present.id())).contains(present);
        assertThat(find(store, other.id())).contains(other);
    }

    private SagaRecord saga(String subject, Instant due, String owner, Instant leaseUntil) {
        return new SagaRecord(
                world.newId(), "machine-allocate", subject, 0, false, 0, due, owner, leaseUntil, "{}", "", now);
    }

    private static void write(Store store, Consumer<SagaTable> change) {
        store.run("write", tx -> {
            change.accept(tx.sagas());
            return true;
        });
    }

    private static Optional<SagaRecord> find(Store store, UUID id) {
        return store.read("find", tx -> tx.sagas().find(id));
    }

    private static List<SagaRecord> ofSubject(Store store, String subject) {
        return store.read("subject", tx -> tx.sagas().ofSubject(subject));
    }

    private List<SagaRecord> due(Store store, int max) {
        return store.read("due", tx -> tx.sagas().due(now, max));
    }
}
