package metalplant.core.boot;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.core.boot.WaitStream.End;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Machine;

/**
 * Who holds the wait stream of which machine on this node. A machine can be allocated at random only while one is held, so the
 * database says so under a session that names node and stream: a later stream's session is not ended by an earlier stream's end,
 * and what a crash left behind is cleared when the node comes back.
 *
 * <p>One timer beats for all streams. What may take long (looking into the database) runs elsewhere, for all machines in batches.
 *
 * @see "partition-wire.md 1.5"
 */
public final class WaitRegistry implements AllocationSignal, AutoCloseable {
    /** How often the other side hears of us. */
    public static final Duration BEAT = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(WaitRegistry.class.getName());
    private static final int BEATS_PER_CHECK = 12;
    private static final int BATCH = 500;

    private final Store store;
    private final World world;
    private final String node;
    private final Executor background;
    private final int waitsMax;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();
    private final Set<Wait> unset = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile World.Cancel timer = () -> {};
    private volatile Runnable eachBeat = () -> {};
    private int beats;

    /**
     * @param node this node's name, without a slash
     * @param background runs what may block
     * @param waitsMax streams held at a time; one more is refused
     */
    public WaitRegistry(Store store, World world, String node, Executor background, int waitsMax) {
        this.store = store;
        this.world = world;
        this.node = node;
        this.background = background;
        this.waitsMax = waitsMax;
    }

    /** A held stream; closing it makes the machine no candidate any more. */
    public final class Wait implements AutoCloseable {
        private final String machineId;
        private final String session = node + "/" + world.newId();
        private final WaitStream stream;
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile boolean marked;

        private Wait(String machineId, WaitStream stream) {
            this.machineId = machineId;
            this.stream = stream;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                waits.remove(machineId, this);
                if (marked) {
                    clear(this);
                }
            }
        }
    }

    /** Clears what this node left behind, and starts to beat; {@code eachBeat} runs with every beat and must not block. */
    public void start(Runnable eachBeatToo) {
        eachBeat = eachBeatToo;
        int left = store.run("wait-clear-node", tx -> tx.machines().stopWaitingOn(node + "/"));
        if (left > 0) {
            LOG.log(
                    INFO,
                    "cleared waiting machines of an earlier run node={0} machines={1}",
                    node,
                    Integer.toString(left));
        }
        timer = world.after(BEAT, this::beat);
    }

    /**
     * Marks the machine as waiting and keeps {@code stream} until it is closed. A stream already held for it ends. If the machine
     * is allocated already, {@code stream} is told so at once.
     *
     * @throws Problem ENTITY_NOT_FOUND; TOO_BUSY when as many are held as this node holds;
     *     MACHINE_UNCONFIRMED
     */
    public Wait open(String machineId, WaitStream stream) {
        var wait = new Wait(MachineIds.check(machineId), stream);
        if (stopped) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is going down, wait again in a moment");
        }
        if (waits.size() >= waitsMax && !waits.containsKey(machineId)) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%d machines wait on this node already".formatted(waitsMax));
        }
        var older = waits.put(machineId, wait);
        if (older != null) {
            older.stream.end(End.REPLACED);
        }
        try {
            // Whether the commit succeeded may be unknown, so the mark counts as made from here on.
            wait.marked = true;
            switch (mark(wait)) {
                case WAITS -> {}
                case ALLOCATED -> stream.end(End.ALLOCATED);
                case HELD -> throw Doubts.unconfirmed(machineId);
            }
        } catch (RuntimeException e) {
            wait.close();
            throw e;
        }
        return wait;
    }

    private enum Found {
        WAITS,
        ALLOCATED,
        HELD
    }

    private Found mark(Wait wait) {
        return store.run("wait-start", tx -> {
            var machine = tx.machines().get(wait.machineId);
            boolean allocated = machine.allocation().isPresent();
            if (machine.unconfirmed() && !isConfirmed(tx, machine)) {
                return Found.HELD;
            }
            if (!allocated) {
                tx.machines().startWaiting(wait.machineId, wait.session);
            }
            return allocated ? Found.ALLOCATED : Found.WAITS;
        });
    }

    /** That it waits tells that it has wiped its disks and nobody has installed anything since. */
    private static boolean isConfirmed(Tx tx, Machine machine) {
        var evidence = machine.allocation().isPresent() ? Evidence.WAITS_GIVEN : Evidence.WAITS_FREE;
        boolean confirmed = Doubts.weigh(tx, machine, evidence) == Doubt.NONE;
        if (confirmed && machine.reclaimPending()) {
            tx.machines().update(machine.withReclaimPending(false).withChanged(machine.changed(), machine.revision()));
        }
        return confirmed;
    }

    /** How many streams are held. */
    public int held() {
        return waits.size();
    }

    @Override
    public void allocated(String machineId) {
        if (waits.containsKey(machineId)) {
            background.execute(() -> check(List.of(machineId)));
        }
    }

    private void beat() {
        if (stopped) {
            return;
        }
        timer = world.after(BEAT, this::beat);
        waits.values().forEach(wait -> wait.stream.beat());
        eachBeat.run();
        if (++beats % BEATS_PER_CHECK == 0 && checking.compareAndSet(false, true)) {
            background.execute(this::checkAll);
        }
    }

    private void checkAll() {
        try {
            for (var batch : batches(waits.keySet())) {
                check(batch);
            }
            for (var wait : List.copyOf(unset)) {
                clear(wait);
            }
        } finally {
            checking.set(false);
        }
    }

    private static List<List<String>> batches(Set<String> ids) {
        var sorted = ids.stream().sorted().toList();
        var batches = new ArrayList<List<String>>();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            batches.add(sorted.subList(from, Math.min(from + BATCH, sorted.size())));
        }
        return batches;
    }

    private void check(List<String> machineIds) {
        // Taken before reading, so that a stream opened meanwhile is not judged by an older state.
        var held =
                machineIds.stream().map(waits::get).filter(wait -> wait != null).toList();
        try {
            var machines = store.read("wait-check", tx -> tx.machines().findAll(machineIds));
            var there = new HashSet<String>();
            var allocated = new HashSet<String>();
            for (Machine machine : machines) {
                there.add(machine.id());
                if (machine.allocation().isPresent()) {
                    allocated.add(machine.id());
                }
            }
            for (var wait : held) {
                if (allocated.contains(wait.machineId)) {
                    wait.stream.end(End.ALLOCATED);
                } else if (!there.contains(wait.machineId)) {
                    wait.stream.end(End.MACHINE_GONE);
                }
            }
        } catch (Problem problem) {
            LOG.log(WARNING, "cannot look for allocations, will look again code={0}", problem.code());
        }
    }

    /** A mark that cannot be taken back now is taken back later: a machine nobody boots must not be given away. */
    private void clear(Wait wait) {
        try {
            store.run("wait-stop", tx -> {
                tx.machines().stopWaiting(wait.machineId, wait.session);
                return wait.session;
            });
            unset.remove(wait);
        } catch (Problem problem) {
            unset.add(wait);
            LOG.log(
                    WARNING,
                    "cannot clear waiting flag, will try again machine={0} code={1}",
                    wait.machineId,
                    problem.code());
        }
    }

    /** Ends all streams and clears their marks. */
    @Override
    public void close() {
        stopped = true;
        timer.cancel();
        waits.values().forEach(wait -> wait.stream.end(End.PLANT_STOPS));
        try {
            store.run("wait-clear-node", tx -> tx.machines().stopWaitingOn(node + "/"));
        } catch (Problem problem) {
            LOG.log(WARNING, "cannot clear waiting flags node={0} code={1}", node, problem.code());
        }
    }
}
