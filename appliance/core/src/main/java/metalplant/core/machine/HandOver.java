package metalplant.core.machine;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.core.boot.AllocationSignal;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.saga.Saga;
import metalplant.core.saga.StepOutcome;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.saga.SagaRecord;

/**
 * Sees to it that the installer of an allocated machine learns of its allocation. The allocating process tells it at once; this saga
 * is for when that process died meanwhile, or the installer did. Its id is the allocation's, its subject the machine.
 */
public final class HandOver {
    private static final System.Logger LOG = System.getLogger(HandOver.class.getName());

    /** Name of the saga as stored. */
    public static final String KIND = "machine-allocate";

    /** The installer reports Installing a few seconds after its wait stream ended. */
    private static final Duration LOOK_FIRST = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    /** As long as a server may need from power-on to its installer, and some. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Store store;
    private final World world;
    private final AllocationSignal signal;
    private final OutboxPublisher publisher;

    public HandOver(Store store, World world, AllocationSignal signal, OutboxPublisher publisher) {
        this.store = store;
        this.world = world;
        this.signal = signal;
        this.publisher = publisher;
    }

    /** The steps, for the engine. */
    public Saga saga() {
        return Saga.named(KIND)
                .step("announce", this::announce, Saga.Undo.nothing("an installer that was told looks for itself"))
                .step("await-hand-over", this::await, Saga.Undo.nothing("free takes the allocation back"))
                .build();
    }

    static SagaRecord begin(Allocation allocation, String machineId, Instant now) {
        return new SagaRecord(
                allocation.id(), KIND, machineId, 0, false, 0, now.plus(LOOK_FIRST), "", Instant.EPOCH, "", "", now);
    }

    private StepOutcome announce(SagaRecord saga) {
        signal.allocated(saga.subject());
        publisher.kick();
        return StepOutcome.done();
    }

    private StepOutcome await(SagaRecord saga) {
        var view = store.read("hand-over-look", tx -> tx.machines().view(saga.subject()));
        var machine = view.map(v -> v.machine()).filter(m -> isFor(m, saga));
        if (machine.filter(Machine::unconfirmed).isPresent()) {
            return StepOutcome.notYet(LOOK_AGAIN);
        }
        if (machine.isEmpty() || tookIt(machine.get(), view.get().events(), saga)) {
            return StepOutcome.done();
        }
        if (world.now().isAfter(saga.created().plus(PATIENCE))) {
            complain(saga);
            return StepOutcome.done();
        }
        signal.allocated(saga.subject());
        return StepOutcome.notYet(LOOK_AGAIN);
    }

    private static boolean isFor(Machine machine, SagaRecord saga) {
        return machine.allocation()
                .filter(allocation -> allocation.id().equals(saga.id()))
                .isPresent();
    }

    private static boolean tookIt(Machine machine, Optional<ProvisioningEvents> events, SagaRecord saga) {
        boolean reported = machine.allocation().flatMap(Allocation::bootInfo).isPresent();
        return reported
                || events.stream()
                        .flatMap(e -> e.log().stream())
                        .filter(e -> !e.time().isBefore(saga.created()))
                        .anyMatch(e -> isInstalling(e.event()));
    }

    private static boolean isInstalling(EventType type) {
        return switch (type) {
            case INSTALLING, BOOTING_NEW_KERNEL, PHONED_HOME -> true;
            case ALIVE, CRASHED, PXE_BOOTING, PLANNED_REBOOT, PREPARING, REGISTERING, WAITING, MACHINE_RECLAIM -> false;
        };
    }

    private void complain(SagaRecord saga) {
        LOG.log(WARNING, "installer did not take the allocation machine={0}", saga.subject());
        var now = world.now();
        var text = "the installer did not pick up the allocation within %d minutes; power-cycle the machine or free it"
                .formatted(PATIENCE.toMinutes());
        store.run("hand-over-complain", tx -> {
            if (tx.machines().find(saga.subject()).filter(m -> isFor(m, saga)).isPresent()) {
                tell(tx, saga.subject(), now, text);
            }
            return true;
        });
    }

    private static void tell(Tx tx, String machineId, Instant now, String text) {
        var events = tx.events().find(machineId).orElseGet(() -> ProvisioningEvents.empty(machineId));
        var type = events.newest().map(ProvisioningEvent::event).orElse(EventType.WAITING);
        tx.events().saveAll(List.of(events.withLastError(new ProvisioningEvent(now, type, text))));
    }
}
