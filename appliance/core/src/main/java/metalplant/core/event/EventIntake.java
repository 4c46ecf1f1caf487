package metalplant.core.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineIds;

/**
 * Takes events in. What several senders bring while a commit is under way goes into the next one together, so that the disk is
 * waited for once and not once per event. One worker takes batches from a bounded queue; senders wait for their result.
 *
 * <p>A batch that fails is tried again machine by machine, so that one that cannot be stored takes no other with it; only when the
 * database itself is away all senders are told so.
 */
public final class EventIntake implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventIntake.class.getName());

    private final Store store;
    private final World world;
    private final EventIntakeConfig config;
    private final Doubts doubts;
    private final LinkedBlockingQueue<Parcel> queue = new LinkedBlockingQueue<>();
    private final Semaphore room;
    private final Thread worker;
    private volatile boolean closed;

    public EventIntake(Store store, World world, EventIntakeConfig config) {
        this(store, world, config, new Doubts(store));
    }

    /** @param doubts whether machines are to be confirmed, for which events are evidence */
    public EventIntake(Store store, World world, EventIntakeConfig config, Doubts doubts) {
        this.store = store;
        this.doubts = doubts;
        this.world = world;
        this.config = config;
        this.room = new Semaphore(config.eventsWaitingMax(), true);
        this.worker = Thread.ofPlatform().name("event-intake").daemon().unstarted(this::work);
    }

    /**
     * What became of the events of one sender.
     *
     * @param stored number of events that took effect, be it that of being ignored
     * @param failed machine ids of the others, sorted
     */
    public record Result(long stored, List<String> failed) {}

    /** One event on its way. */
    private record Entry(String machineId, EventType type, String message, Instant time) {}

    /** Events of one sender, at most a batch; the future gives those that failed. */
    private record Parcel(List<Entry> entries, CompletableFuture<Set<String>> done) {}

    /** Starts the worker. */
    public EventIntake start() {
        worker.start();
        return this;
    }

    /**
     * Stores one event per machine, stamped with the plant's time. An unknown machine comes into being.
     *
     * @throws Problem TOO_BUSY if there is no room for too long, DATABASE_UNAVAILABLE, OUTCOME_UNKNOWN
     */
    public Result send(Map<String, IncomingEvent> events) {
        var now = world.now();
        var entries = new ArrayList<Entry>(events.size());
        var failed = new TreeSet<String>();
        events.forEach((machineId, event) -> {
            var type = EventType.parse(event.event()).filter(_ -> MachineIds.plausible(machineId));
            if (type.isPresent()) {
                entries.add(new Entry(machineId, type.get(), Events.storable(event.message()), now));
            } else {
                failed.add(machineId);
            }
        });
        for (var parcel : enqueue(entries)) {
            failed.addAll(await(parcel));
        }
        return new Result(events.size() - failed.size(), List.copyOf(failed));
    }

    /** The same for one event of one machine; @throws Problem also RULE_VIOLATED if it was not stored */
    public void send(String machineId, EventType type, String message) {
        var result = send(Map.of(machineId, new IncomingEvent(type.wire(), message)));
        if (!result.failed().isEmpty()) {
            throw Problem.refused("event \"%s\" of machine \"%s\" was not stored".formatted(type.wire(), machineId));
        }
    }

    private List<Parcel> enqueue(List<Entry> entries) {
        var parcels = new ArrayList<Parcel>();
        int size = Math.min(config.machinesPerBatch(), config.eventsWaitingMax());
        for (int from = 0; from < entries.size(); from += size) {
            var some = List.copyOf(entries.subList(from, Math.min(entries.size(), from + size)));
            var parcel = new Parcel(some, new CompletableFuture<>());
            takeRoom(some.size());
            queue.add(parcel);
            parcels.add(parcel);
        }
        if (closed) {
            // The worker may have gone just before: nobody else would answer.
            failAll(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the plant is stopping, try again later"));
        }
        return parcels;
    }

    private void takeRoom(int events) {
        try {
            if (!room.tryAcquire(events, config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Problem.of(ProblemCode.TOO_BUSY, "more events arrive than this plant can store, try again later");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Set<String> await(Parcel parcel) {
        try {
            return parcel.done().get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the event waits to be stored for too long")
                    .because(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw Problem.of(problem.code(), problem.getMessage()).because(problem);
            }
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "events could not be stored")
                    .because(e);
        }
    }

    private static Problem interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the plant is stopping, try again later")
                .because(e);
    }

    private void work() {
        while (!closed) {
            try {
                handle(collect(queue.take()));
            } catch (InterruptedException e) {
                // Only close interrupts, and sets the flag first.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Parcel> collect(Parcel first) {
        var batch = new ArrayList<Parcel>();
        int machines = 0;
        for (var next = first; next != null; next = queue.peek()) {
            if (next != first) {
                if (machines + next.entries().size() > config.machinesPerBatch()) {
                    break;
                }
                queue.remove();
            }
            batch.add(next);
            machines += next.entries().size();
        }
        return batch;
    }

    private void handle(List<Parcel> batch) {
        var entries =
                batch.stream().flatMap(parcel -> parcel.entries().stream()).toList();
        try {
            Set<String> failed = entries.isEmpty() ? Set.of() : store(entries);
            batch.forEach(parcel -> parcel.done().complete(of(parcel, failed)));
        } catch (Problem problem) {
            fail(batch, problem);
        } catch (RuntimeException e) {
            fail(
                    batch,
                    Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "events could not be stored")
                            .because(e));
        } finally {
            room.release(entries.size());
        }
    }

    private static Set<String> of(Parcel parcel, Set<String> failed) {
        var own = new HashSet<String>();
        parcel.entries().stream().map(Entry::machineId).filter(failed::contains).forEach(own::add);
        return own;
    }

    private void fail(List<Parcel> batch, Problem problem) {
        if (problem.code() == ProblemCode.DATABASE_UNAVAILABLE || problem.code() == ProblemCode.OUTCOME_UNKNOWN) {
            batch.forEach(parcel -> parcel.done().completeExceptionally(problem));
            return;
        }
        LOG.log(DEBUG, "event batch failed, storing one by one code={0}", problem.code());
        batch.forEach(parcel -> parcel.done().complete(oneByOne(parcel.entries())));
    }

    private Set<String> oneByOne(List<Entry> entries) {
        var failed = new HashSet<String>();
        for (var entry : entries) {
            try {
                failed.addAll(store(List.of(entry)));
            } catch (RuntimeException e) {
                LOG.log(
                        WARNING,
                        "event not stored machine={0} event={1} message={2}",
                        entry.machineId(),
                        entry.type(),
                        e.getMessage());
                failed.add(entry.machineId());
            }
        }
        return failed;
    }

    /** Stores a batch in one transaction; answers the machines whose event does not fit. */
    private Set<String> store(List<Entry> entries) {
        return store.run("machine-events", tx -> apply(tx, entries));
    }

    private Set<String> apply(Tx tx, List<Entry> entries) {
        var ids = new LinkedHashSet<String>();
        entries.forEach(entry -> ids.add(entry.machineId()));
        var known = tx.events().findAll(ids);
        // Whoever has a container has a machine: both come and go together. So only new ones are looked up.
        var unknown = ids.stream().filter(id -> !known.containsKey(id)).toList();
        if (!unknown.isEmpty()) {
            var now = entries.getFirst().time();
            var doubt = Doubts.ofNewcomer(tx);
            tx.machines()
                    .insertAll(unknown.stream()
                            .map(id -> Machine.unknown(id, now).withDoubt(doubt))
                            .toList());
        }
        if (doubts.any()) {
            weigh(tx, ids, entries);
        }
        var after = new LinkedHashMap<String, ProvisioningEvents>();
        var failed = new HashSet<String>();
        for (var entry : entries) {
            var id = entry.machineId();
            var before = after.getOrDefault(id, known.getOrDefault(id, ProvisioningEvents.empty(id)));
            try {
                after.put(id, Events.next(before, entry.type(), entry.message(), entry.time()));
            } catch (Problem e) {
                failed.add(id);
            }
        }
        tx.events().saveAll(changed(after.values(), known));
        return failed;
    }

    /** What events tell of machines that are to be confirmed. */
    private static void weigh(Tx tx, Set<String> ids, List<Entry> entries) {
        var doubted = tx.machines().findAll(List.copyOf(ids)).stream()
                .filter(Machine::unconfirmed)
                .collect(Collectors.toMap(Machine::id, machine -> machine));
        for (var entry : entries) {
            var machine = doubted.get(entry.machineId());
            if (machine != null) {
                evidence(entry.type()).ifPresent(evidence -> {
                    var left = Doubts.weigh(tx, machine, evidence);
                    doubted.put(machine.id(), machine.withDoubt(left));
                });
            }
        }
    }

    /** An installer that waits says more by its stream than by its event. */
    private static Optional<Evidence> evidence(EventType type) {
        return switch (type) {
            case PHONED_HOME -> Optional.of(Evidence.PHONED_HOME);
            case PXE_BOOTING, PREPARING, REGISTERING, INSTALLING, BOOTING_NEW_KERNEL, CRASHED ->
                Optional.of(Evidence.NETWORK_BOOT);
            case ALIVE, WAITING, PLANNED_REBOOT, MACHINE_RECLAIM -> Optional.empty();
        };
    }

    private static List<ProvisioningEvents> changed(
            Collection<ProvisioningEvents> after, Map<String, ProvisioningEvents> known) {
        return after.stream()
                .filter(events -> !events.equals(known.get(events.machineId())))
                .toList();
    }

    private void failAll(Problem problem) {
        for (var parcel = queue.poll(); parcel != null; parcel = queue.poll()) {
            parcel.done().completeExceptionally(problem);
            room.release(parcel.entries().size());
        }
    }

    /** Stores what is under way and sends away what waits. */
    @Override
    public void close() {
        closed = true;
        try {
            // Nothing but an empty queue is interrupted: a parcel of nobody wakes the worker.
            queue.add(new Parcel(List.of(), new CompletableFuture<>()));
            worker.join(config.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            failAll(Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "the plant is stopping, try again later"));
        }
    }
}
