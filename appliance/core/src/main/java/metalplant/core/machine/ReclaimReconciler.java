package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import metalplant.core.bus.MachineMessage;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxListener;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.bus.OutboxMessage;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvents;

/**
 * Makes freed machines boot anew. It re-reads them for as long as they have not been seen booting, and sends a fresh delete event
 * while the bus has not taken one; once it has, the machine gets the time that a server needs for its self test, and then one more.
 *
 * <p>What was sent is remembered by this process only: after a restart a machine may be reset once more on its way up.
 */
public final class ReclaimReconciler implements OutboxListener {
    private static final System.Logger LOG = System.getLogger(ReclaimReconciler.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int MACHINES_MAX = 512;
    private static final int REMEMBERED_MAX = 20_000;

    /** Longer than a message lives in the outbox, so that there is never more than one. */
    private static final Duration AFTER_QUEUED =
            Outbox.DEADLINE.plus(OutboxPublisher.SENDING_MAX).plusSeconds(5);

    /** Large servers need up to ten minutes from reset to network boot; a reset in between would start that anew. */
    private static final Duration AFTER_SENT = Duration.ofMinutes(15);

    private final Store store;
    private final World world;
    private final Outbox outbox;
    private final Lookout lookout;
    private final Map<String, Instant> notBefore = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };
    private volatile Optional<OutboxPublisher> publisher = Optional.empty();

    /** @param executor runs the looking, which waits for the database */
    public ReclaimReconciler(Store store, World world, Outbox outbox, Executor executor) {
        this.store = store;
        this.world = world;
        this.outbox = outbox;
        this.lookout = new Lookout(world, executor, LOOK, "freed machines", this::reconcile);
    }

    /** Begins to look by itself; {@code sender} is the publisher that this listens to. */
    public void start(OutboxPublisher sender) {
        publisher = Optional.of(sender);
        lookout.start();
    }

    public void stop() {
        lookout.stop();
    }

    /** Looks at every freed machine once; answers how many delete events it added. */
    public int reconcile() {
        var pending = store.read("reclaim-look", tx -> tx.machines().reclaimPending(MACHINES_MAX));
        forgetOthers(pending);
        int sent = 0;
        for (var id : pending) {
            sent += reconcile(id) ? 1 : 0;
        }
        if (sent > 0) {
            publisher.ifPresent(OutboxPublisher::kick);
        }
        return sent;
    }

    private boolean reconcile(String machineId) {
        var now = world.now();
        boolean due = isDue(machineId, now);
        var draft = outbox.draft();
        try {
            boolean sent = store.run("reclaim", tx -> reconcile(tx, machineId, due, draft, now));
            if (sent) {
                remember(machineId, now.plus(AFTER_QUEUED));
            }
            return sent;
        } catch (Problem e) {
            // One machine must not keep the others from booting.
            LOG.log(WARNING, "cannot reclaim machine={0} because={1}", machineId, e.getMessage());
            return false;
        }
    }

    private static boolean reconcile(Tx tx, String machineId, boolean due, Outbox.Draft draft, Instant now) {
        var found = tx.machines().find(machineId);
        if (found.isEmpty() || !found.get().reclaimPending() || found.get().unconfirmed()) {
            return false;
        }
        var machine = found.get();
        if (machine.allocation().isPresent() || isBooting(tx.events().find(machineId))) {
            tx.machines().update(machine.withReclaimPending(false).withChanged(now, machine.revision()));
            return false;
        }
        if (!due || machine.partitionId().isEmpty()) {
            return false;
        }
        draft.delete(tx, machine);
        return true;
    }

    /** Whether something that only a booting server says came after the reclaim. */
    private static boolean isBooting(Optional<ProvisioningEvents> events) {
        for (var event : events.map(ProvisioningEvents::log).orElse(List.of())) {
            if (event.event() == EventType.MACHINE_RECLAIM) {
                return false;
            }
            if (isFromInstaller(event.event())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFromInstaller(EventType type) {
        return switch (type) {
            case PXE_BOOTING, PREPARING, REGISTERING, WAITING -> true;
            case ALIVE, CRASHED, PLANNED_REBOOT, INSTALLING, BOOTING_NEW_KERNEL, PHONED_HOME, MACHINE_RECLAIM -> false;
        };
    }

    @Override
    public void sent(OutboxMessage message) {
        if (message.what().equals(MachineMessage.Delete.WHAT)) {
            LOG.log(INFO, "reclaim was sent machine={0}", message.machineId());
            remember(message.machineId(), world.now().plus(AFTER_SENT));
        }
    }

    @Override
    public void dropped(OutboxMessage message) {
        if (message.what().equals(MachineMessage.Delete.WHAT)) {
            remember(message.machineId(), world.now());
        }
    }

    private boolean isDue(String machineId, Instant now) {
        synchronized (notBefore) {
            var known = notBefore.get(machineId);
            if (known == null) {
                // Freed a moment ago, and free itself queued the first message; or this process is new.
                notBefore.put(machineId, now.plus(AFTER_QUEUED));
                return false;
            }
            return !now.isBefore(known);
        }
    }

    private void remember(String machineId, Instant from) {
        synchronized (notBefore) {
            notBefore.put(machineId, from);
        }
    }

    private void forgetOthers(List<String> pending) {
        synchronized (notBefore) {
            notBefore.keySet().retainAll(new HashSet<>(pending));
        }
    }
}
