package metalplant.core.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Effect;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantState;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Runs the federation of one plant: takes events one after the other, and carries out their effects once they are committed. Everything
 * that may wait for another plant waits on a second thread, so that a link that is down delays nothing here.
 *
 * <p>What does not fit into a queue is dropped: it is asked for again. Neither thread exists before there is something to do, and nothing
 * ticks in a plant that is alone.
 */
public final class FederationRunner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FederationRunner.class.getName());

    /** Events that wait at one time. */
    private static final int EVENTS_MAX = 1_024;

    /** Calls of the carrier that wait at one time. */
    private static final int CALLS_MAX = 32;

    /** Ticks between two clean-ups of what was held down. */
    private static final int HOLDS_EVERY = 100;

    /** Stands for the id of a voter in a step that is only tried. */
    private static final String TRIAL_PEER = "trial";

    /** Entries of one read. */
    private static final int READ_MAX = 64;

    private final FederationShell shell;
    private final World world;
    private final Ports ports;
    private final Duration tick;
    private final Executor steps;
    private final Executor calls;
    private final List<ExecutorService> owned;
    private final AtomicBoolean ticking = new AtomicBoolean();
    private volatile boolean closed;
    /** Seen by the thread of the steps only. */
    private long ticks;

    private volatile Optional<Hash> opened = Optional.empty();
    private volatile Optional<PlantState> seen = Optional.empty();

    /** How the runner reaches others. */
    public record Ports(Carrier carrier, Mesh mesh, Notices notices) {}

    /**
     * What became of an order so far; what it wants may still be on its way to the ledger.
     *
     * @param alarms why something was refused, for people
     */
    public record Answer(Phase phase, Optional<JoinPlan> plan, List<String> alarms) {}

    /** @param tick time between two looks at the whole situation */
    public FederationRunner(FederationShell shell, World world, Ports ports, Duration tick) {
        this(shell, world, ports, tick, worker("federation", EVENTS_MAX), worker("federation-carrier", CALLS_MAX));
    }

    private FederationRunner(
            FederationShell shell,
            World world,
            Ports ports,
            Duration tick,
            ExecutorService steps,
            ExecutorService calls) {
        this(shell, world, ports, tick, steps, calls, List.of(steps, calls));
    }

    private FederationRunner(
            FederationShell shell,
            World world,
            Ports ports,
            Duration tick,
            Executor steps,
            Executor calls,
            List<ExecutorService> owned) {
        this.shell = shell;
        this.world = world;
        this.ports = ports;
        this.tick = tick;
        this.steps = steps;
        this.calls = calls;
        this.owned = owned;
    }

    /** One that does everything on the thread of its caller, for simulations. */
    public static FederationRunner inline(FederationShell shell, World world, Ports ports, Duration tick) {
        return new FederationRunner(shell, world, ports, tick, Runnable::run, Runnable::run, List.of());
    }

    /** Its thread is made with the first task. */
    private static ExecutorService worker(String name, int waiting) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Goes on where the plant stopped; a plant that is alone stays idle. @throws Problem as {@link FederationShell#state} */
    public void start() {
        seen = Optional.of(shell.state());
        if (!shell.isAlone()) {
            offer(new Event.Started());
            arm();
        }
    }

    /** The state behind the last step, for those who look and do not decide; empty before {@link #start}. */
    public Optional<PlantState> state() {
        return seen;
    }

    /** The entries of the ledger from this number on, in order. */
    public List<Bytes> log(long from, int max) {
        return shell.log(from, max);
    }

    /** Takes entries that somebody carried here; answered once they are verified and kept, or refused. */
    public CompletableFuture<Answer> offered(List<Bytes> entries) {
        return submitted(() -> ordered(new Event.Offered(entries)));
    }

    /**
     * Gives an order.
     *
     * @return the answer once the order is durable; fails with a Problem TOO_BUSY if too much waits, and with those of {@link
     *     FederationShell#handle}
     */
    public CompletableFuture<Answer> order(Event.Operator order) {
        return submitted(() -> ordered(order));
    }

    private <T> CompletableFuture<T> submitted(Supplier<T> work) {
        var answer = new CompletableFuture<T>();
        boolean taken = submit(steps, () -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!taken) {
            answer.completeExceptionally(
                    Problem.of(ProblemCode.TOO_BUSY, "too much waits for the federation, try again"));
        }
        return answer;
    }

    private Answer ordered(Event order) {
        var effects = new ArrayList<>(shell.handle(order));
        if (order instanceof Event.Found) {
            effects.addAll(shell.handle(new Event.Want(world.newId(), new EscrowCommand.PoolRange(PlantNumbers.POOL))));
        }
        seen = Optional.of(shell.state());
        carry(effects);
        if (!shell.isAlone()) {
            arm();
        }
        return new Answer(
                shell.state().phase(), shell.state().joiner().flatMap(joiner -> joiner.plan()), alarms(effects));
    }

    private static List<String> alarms(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Alarm.class::isInstance)
                .map(effect -> ((Effect.Alarm) effect).text())
                .toList();
    }

    /**
     * Opens a new lineage with this plant as its only voter. Its voter in the old one is stopped for good on the way, so nothing is
     * done before a step without its remains was not refused; nothing comes between the two.
     *
     * @param peer draws the id under which this plant votes from then on
     * @return as {@link #order}; who gives the order again after a failure goes on where it ended
     */
    public CompletableFuture<Broken> breakGlass(Signer recovery, Supplier<String> peer) {
        return submitted(() -> {
            var refused = alarms(shell.preview(new Event.BreakGlass(recovery, List.of(), TRIAL_PEER)));
            if (!refused.isEmpty()) {
                return new Broken(false, refused);
            }
            var lineage = shell.state().federation().epoch().lineage();
            var remains = ports.carrier().close(lineage);
            var answer = ordered(new Event.BreakGlass(recovery, remains, peer.get()));
            return new Broken(!shell.lineage().equals(Optional.of(lineage)), answer.alarms());
        });
    }

    /**
     * What became of a break-glass.
     *
     * @param done whether this plant follows another lineage now
     * @param alarms why not, for people
     */
    public record Broken(boolean done, List<String> alarms) {}

    /** An operator says that after a restore all addresses in use are known again. */
    public void acceptReconciled() {
        submit(steps, shell::acceptReconciled);
    }

    /** Another plant said something; {@code from} is authenticated by the link. */
    public void received(PlantId from, Message message) {
        offer(new Event.Received(from, message));
    }

    private void offer(Event event) {
        submit(steps, () -> take(event));
    }

    private boolean submit(Executor executor, Runnable work) {
        if (closed) {
            return false;
        }
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void take(Event event) {
        if (closed) {
            return;
        }
        try {
            var effects = shell.handle(event);
            seen = Optional.of(shell.state());
            carry(effects);
            if (effects.stream().anyMatch(Effect.Keep.class::isInstance)) {
                offer(new Event.Kept());
            }
        } catch (Problem e) {
            LOG.log(
                    WARNING,
                    "step of the federation failed, it is tried again event={0}: {1}",
                    event.getClass().getSimpleName(),
                    e.getMessage());
        }
    }

    /** One timer at a time, as long as there is something that time could change. */
    private void arm() {
        if (!closed && ticking.compareAndSet(false, true)) {
            world.after(tick, () -> {
                ticking.set(false);
                if (!submit(steps, this::tick)) {
                    // Too much waits; the clock of the federation must not stop with it.
                    arm();
                }
            });
        }
    }

    private void tick() {
        try {
            take(new Event.Tick());
            touch();
            if (++ticks % HOLDS_EVERY == 0) {
                tidy();
            }
        } finally {
            if (!isAlone()) {
                arm();
            }
        }
    }

    private void touch() {
        try {
            shell.touch();
        } catch (Problem e) {
            LOG.log(WARNING, "contact with other plants is written down at the next tick: {0}", e.getMessage());
        }
    }

    private void tidy() {
        try {
            shell.forgetHolds();
            shell.mendMirrors();
        } catch (Problem e) {
            LOG.log(WARNING, "held addresses and mirrors are tidied the next time: {0}", e.getMessage());
        }
    }

    /** A state that cannot be read is no reason to stop looking. */
    private boolean isAlone() {
        try {
            return shell.isAlone();
        } catch (Problem e) {
            return false;
        }
    }

    private void carry(List<Effect> effects) {
        openLineage();
        for (var effect : effects) {
            switch (effect) {
                case Effect.Keep _, Effect.Replace _ -> {}
                // Opened already, with the whole log.
                case Effect.Open _ -> {}
                case Effect.Send send -> ports.mesh().send(send.to(), send.message());
                case Effect.Append append -> submit(calls, () -> append(append));
                case Effect.Read read -> submit(calls, () -> read(read));
                case Effect.ShowPlan shown -> ports.notices().plan(shown.plan());
                case Effect.Alarm alarm -> ports.notices().alarm(alarm.text());
            }
        }
    }

    /** After a start, a join or a break-glass; opening twice does nothing. */
    private void openLineage() {
        var lineage = shell.lineage();
        if (lineage.isEmpty()) {
            // It may join the same one again.
            opened = Optional.empty();
        } else if (!lineage.equals(opened)) {
            var log = shell.log(0, Integer.MAX_VALUE);
            // Before it is begun: what fails at once takes it back, and must do so last.
            opened = lineage;
            if (!submit(calls, () -> open(lineage.get(), log))) {
                opened = Optional.empty();
            }
        }
    }

    /** What could not be opened is opened again behind the next step. */
    private void open(Hash lineage, List<Bytes> log) {
        try {
            ports.carrier().open(lineage, log);
            LOG.log(INFO, "ledger opened lineage={0} entries={1}", lineage, Integer.toString(log.size()));
        } catch (Problem e) {
            opened = Optional.empty();
            LOG.log(WARNING, "ledger cannot be opened yet lineage={0}: {1}", lineage, e.getMessage());
        }
    }

    private void append(Effect.Append append) {
        var outcome = ports.carrier().append(append.lineage(), append.expected(), append.entry());
        offer(new Event.Appended(append.lineage(), Hash.of(append.entry().toArray()), outcome));
    }

    private void read(Effect.Read read) {
        var entries = ports.carrier().read(read.lineage(), read.from(), READ_MAX);
        if (!entries.isEmpty()) {
            offer(new Event.Offered(entries));
        }
    }

    /** Stops; what was not committed is forgotten. */
    @Override
    public void close() {
        closed = true;
        owned.forEach(ExecutorService::shutdownNow);
    }
}
