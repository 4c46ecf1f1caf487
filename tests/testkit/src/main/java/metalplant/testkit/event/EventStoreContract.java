package metalplant.testkit.event;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.allocated;
import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.machine.TestMachines.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.event.CommandOutcome;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Role;
import org.junit.jupiter.api.Test;

/** What {@code EventTable} promises. */
public abstract class EventStoreContract {
    /** An empty store. */
    protected abstract Store store();

    private void save(ProvisioningEvents... containers) {
        store().run("save", tx -> {
            tx.events().saveAll(List.of(containers));
            return true;
        });
    }

    private Optional<ProvisioningEvents> find(int number) {
        return store().read("find", tx -> tx.events().find(id(number)));
    }

    private static ProvisioningEvents heardOf(int number, Instant time) {
        return new ProvisioningEvents(
                id(number),
                Liveliness.ALIVE,
                Optional.of(time),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(new ProvisioningEvent(time, EventType.WAITING, "")),
                0);
    }

    @Test
    public void aContainerComesBackAsItWasSaved() {
        var error = new ProvisioningEvent(NOW.plusMillis(1), EventType.CRASHED, "out of \"memory\"\nüü");
        var events = new ProvisioningEvents(
                id(1),
                Liveliness.UNKNOWN,
                Optional.of(NOW.plusMillis(1)),
                true,
                true,
                Optional.of(error),
                Optional.of(new CommandOutcome(NOW, "OFF", CommandOutcome.State.FAILED, "no \"route\"")),
                List.of(error, new ProvisioningEvent(NOW, EventType.PXE_BOOTING, "")),
                0);

        save(events, ProvisioningEvents.empty(id(2)));

        assertThat(find(1)).contains(events.withRevision(1));
        assertThat(find(2)).contains(ProvisioningEvents.empty(id(2)).withRevision(1));
        assertThat(find(3)).isEmpty();
    }

    @Test
    public void aContainerIsWrittenOverAtItsRevision() {
        save(heardOf(1, NOW), heardOf(2, NOW));

        save(find(1).orElseThrow().withLiveliness(Liveliness.DEAD), heardOf(3, NOW));

        assertThat(find(1).orElseThrow().liveliness()).isEqualTo(Liveliness.DEAD);
        assertThat(find(1).orElseThrow().revision()).isEqualTo(2);
        assertThat(find(3)).isPresent();
    }

    @Test
    public void anOldRevisionIsRefusedAndNothingOfTheBatchIsKept() {
        save(heardOf(1, NOW));
        var old = find(1).orElseThrow();
        save(old.withLiveliness(Liveliness.DEAD));

        assertThatThrownBy(() -> save(heardOf(2, NOW), old)).satisfies(EventStoreContract::isChanged);
        assertThatThrownBy(() -> save(heardOf(2, NOW), heardOf(1, NOW))).satisfies(EventStoreContract::isChanged);

        assertThat(find(2)).isEmpty();
        assertThat(find(1).orElseThrow().liveliness()).isEqualTo(Liveliness.DEAD);
    }

    private static void isChanged(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
    }

    @Test
    public void manyAreSavedAndFoundAtOnce() {
        save(IntStream.range(0, 1200).mapToObj(i -> heardOf(i, NOW)).toArray(ProvisioningEvents[]::new));

        var found = store().read("find", tx -> tx.events().findAll(List.of(id(1199), id(5000), id(3))));

        assertThat(found.keySet()).isEqualTo(Set.of(id(3), id(1199)));
        assertThat(found.get(id(3))).isEqualTo(heardOf(3, NOW).withRevision(1));
    }

    @Test
    public void livelinessFollowsSilenceAndAllocation() {
        store().run("machines", tx -> {
            tx.machines().insert(registered(1, "rack-1"));
            tx.machines().insert(registered(2, "rack-1"));
            tx.machines().insert(allocated(3, "rack-1", Role.MACHINE));
            tx.machines().insert(registered(4, "rack-1"));
            return true;
        });
        var silent = NOW.minusMillis(1);
        save(
                heardOf(1, NOW).withLiveliness(Liveliness.DEAD),
                heardOf(2, silent),
                heardOf(3, silent),
                ProvisioningEvents.empty(id(4)).withLiveliness(Liveliness.UNKNOWN),
                heardOf(5, silent));

        int changed = store().run("liveliness", tx -> tx.events().refreshLiveliness(NOW));

        assertThat(changed).isEqualTo(3);
        assertThat(find(1).orElseThrow().liveliness()).isEqualTo(Liveliness.ALIVE);
        assertThat(find(2).orElseThrow().liveliness()).isEqualTo(Liveliness.DEAD);
        assertThat(find(2).orElseThrow().revision()).isEqualTo(2);
        assertThat(find(3).orElseThrow().liveliness()).isEqualTo(Liveliness.UNKNOWN);
        assertThat(find(4).orElseThrow().liveliness()).isEqualTo(Liveliness.UNKNOWN);
        assertThat(find(5).orElseThrow().liveliness()).isEqualTo(Liveliness.ALIVE);
        assertThat(store().<Integer>run("again", tx -> tx.events().refreshLiveliness(NOW)))
                .isZero();
    }
}
