package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.Store;
import metalplant.model.bus.OutboxMessage;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What {@code OutboxTable} promises. */
public abstract class OutboxContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(41);

    /** An empty store. */
    protected abstract Store store();

    @Test
    public void aMessageComesBackAsItWasAdded() {
        var store = store();
        var message = message("LED-OFF", Optional.of(world.newId()));
        var free = message("delete", Optional.empty());

        add(store, message);
        world.advance(Duration.ofMillis(1));
        add(store, free);

        assertThat(oldest(store, 10)).containsExactlyInAnyOrder(message, free);
        assertThat(store.<Long>read("count", tx -> tx.outbox().count())).isEqualTo(2L);
    }

    @Test
    public void theOldestComeFirstAndNoMoreThanAskedFor() {
        var store = store();
        var first = message("first", Optional.empty());
        world.advance(Duration.ofSeconds(1));
        var second = message("second", Optional.empty());
        add(store, second);
        add(store, first);

        assertThat(oldest(store, 1)).containsExactly(first);
    }

    @Test
    public void onlyOneMarksAMessageAsBeingSent() {
        var store = store();
        var message = message("ON", Optional.empty());
        add(store, message);

        assertThat(mark(store, message.id())).isTrue();
        assertThat(mark(store, message.id())).isFalse();
        assertThat(mark(store, world.newId())).isFalse();
        assertThat(oldest(store, 1).getFirst().state()).isEqualTo(OutboxMessage.State.SENDING);
    }

    @Test
    public void aMessageThatTheBusDidNotTakeCanBeMarkedAgain() {
        var store = store();
        var message = message("ON", Optional.empty());
        add(store, message);
        mark(store, message.id());

        store.run("back", tx -> {
            tx.outbox().markPending(message.id());
            return true;
        });

        assertThat(oldest(store, 1)).containsExactly(message);
        assertThat(mark(store, message.id())).isTrue();
    }

    @Test
    public void aRemovedMessageIsGoneAndRemovingTwiceIsRemovingOnce() {
        var store = store();
        var message = message("ON", Optional.empty());
        add(store, message);

        for (int i = 0; i < 2; i++) {
            store.run("remove", tx -> {
                tx.outbox().remove(message.id());
                return true;
            });
        }

        assertThat(oldest(store, 1)).isEmpty();
    }

    @Test
    public void aRolledBackMessageWasNeverThere() {
        var store = store();
        assertThatThrownBy(() -> store.run("fails", tx -> {
                    tx.outbox().add(message("ON", Optional.empty()));
                    throw new IllegalArgumentException("roll back");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(oldest(store, 1)).isEmpty();
    }

    private OutboxMessage message(String what, Optional<UUID> allocation) {
        return new OutboxMessage(
                world.newId(),
                "north-machine",
                what,
                "m1",
                true,
                allocation,
                "{\"type\":\"command\",\"cmd\":{\"target\":\"m1\"}}",
                world.now(),
                world.now().plusSeconds(30),
                OutboxMessage.State.PENDING);
    }

    private static void add(Store store, OutboxMessage message) {
        store.run("add", tx -> {
            tx.outbox().add(message);
            return true;
        });
    }

    private static boolean mark(Store store, UUID id) {
        return store.run("mark", tx -> tx.outbox().markSending(id));
    }

    private static List<OutboxMessage> oldest(Store store, int max) {
        return store.read("oldest", tx -> tx.outbox().oldest(max));
    }
}
