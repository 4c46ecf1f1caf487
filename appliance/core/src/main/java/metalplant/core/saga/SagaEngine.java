package metalplant.core.saga;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.saga.SagaRecord;

/**
 * Runs due sagas, one step after the other. Before a step runs the saga is leased to this node, after it the outcome is logged; a
 * node that dies in between leaves the lease to run out, or to the next process of its folder ({@link #takeOver}), and whoever takes the
 * saga over runs the step again. A step that failed
 * too often turns the saga around: the steps are undone from there backwards, the failed one included.
 *
 * <table>
 *   <caption>What a saga does next</caption>
 *   <tr><th>direction</th><th>step</th><th>then</th></tr>
 *   <tr><td>forward</td><td>done, it was the last</td><td>finished, its row goes</td></tr>
 *   <tr><td>forward</td><td>done</td><td>the next step, at once</td></tr>
 *   <tr><td>forward</td><td>not yet</td><td>the same step, later; no failure is counted</td></tr>
 *   <tr><td>forward</td><td>failed</td><td>the same step, after a growing pause</td></tr>
 *   <tr><td>forward</td><td>failed too often, or gave up</td><td>unwinds from this step</td></tr>
 *   <tr><td>unwinding</td><td>undone, it was the first</td><td>finished, its row goes</td></tr>
 *   <tr><td>unwinding</td><td>undone</td><td>the step before, at once</td></tr>
 *   <tr><td>unwinding</td><td>failed</td><td>the same undo, after a growing pause, for ever: what is half done stays visible</td></tr>
 * </table>
 */
public final class SagaEngine {
    private static final System.Logger LOG = System.getLogger(SagaEngine.class.getName());
    private static final Duration UNKNOWN_KIND_PAUSE = Duration.ofHours(1);
    private static final int ERROR_MAX = 500;

    private final Store store;
    private final World world;
    private final Executor executor;
    private final String node;
    private final SagaConfig config;
    private final Map<String, Saga> kinds;
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile boolean stopped;

    /**
     * @param node name of this process among those on one database; new at every start, so that a restarted process does not
     *     believe that it still holds what it held
     * @param executor runs the steps
     */
    public SagaEngine(Store store, World world, Executor executor, String node, SagaConfig config, List<Saga> sagas) {
        this.store = store;
        this.world = world;
        this.executor = executor;
        this.node = node;
        this.config = config;
        this.kinds = sagas.stream().collect(Collectors.toUnmodifiableMap(Saga::kind, Function.identity()));
    }

    /** Begins to look for due sagas by itself. */
    public void start() {
        world.after(config.lookEvery(), () -> {
            if (!stopped) {
                kick();
                start();
            }
        });
    }

    /**
     * Goes on at once with what earlier processes of this node held, and not when their leases are over. Only to be called while none of them
     * can be alive: what is theirs is taken away from them, but a step that one of them is in would run twice at a time.
     *
     * @param earlier how the names of all processes of this node begin, this one included
     */
    public void takeOver(String earlier) {
        int left = store.run("saga-take-over", tx -> tx.sagas().release(earlier, node));
        if (left > 0) {
            LOG.log(INFO, "took over sagas of an earlier process count={0}", Integer.toString(left));
        }
        kick();
    }

    public void stop() {
        stopped = true;
    }

    /** Looks for due sagas now. Never waits. */
    public void kick() {
        if (working.compareAndSet(false, true)) {
            executor.execute(this::work);
        }
    }

    private void work() {
        try {
            runDue();
        } catch (Problem e) {
            LOG.log(WARNING, "cannot look for due sagas because={0}", e.getMessage());
        } finally {
            working.set(false);
        }
    }

    /** Runs every saga that is due; answers how many it found. */
    int runDue() {
        int found = 0;
        List<SagaRecord> batch;
        do {
            batch = lease();
            found += batch.size();
            batch.forEach(this::dispatch);
        } while (batch.size() == config.batch() && !stopped);
        return found;
    }

    private List<SagaRecord> lease() {
        var now = world.now();
        if (store.read("saga-look", tx -> tx.sagas().due(now, 1)).isEmpty()) {
            return List.of();
        }
        return store.run("saga-lease", tx -> {
            var due = tx.sagas().due(now, config.batch()).stream()
                    .map(saga -> saga.heldBy(node, now.plus(config.lease())))
                    .toList();
            due.forEach(tx.sagas()::update);
            return due;
        });
    }

    private void dispatch(SagaRecord leased) {
        var kind = kinds.get(leased.kind());
        if (kind != null && kind.isSlow()) {
            executor.execute(() -> advanceAlone(leased));
        } else {
            advance(leased);
        }
    }

    private void advanceAlone(SagaRecord leased) {
        try {
            advance(leased);
        } catch (Problem e) {
            LOG.log(
                    WARNING,
                    "saga stopped, it goes on when its lease is over id={0} because={1}",
                    leased.id(),
                    e.getMessage());
        }
    }

    /** Runs steps of one saga until it has to wait or is over. */
    private void advance(SagaRecord leased) {
        Optional<SagaRecord> current = Optional.of(leased);
        while (current.isPresent() && !stopped) {
            current = step(current.get());
        }
    }

    private Optional<SagaRecord> step(SagaRecord saga) {
        var kind = kinds.get(saga.kind());
        if (kind == null || saga.step() >= kind.steps().size()) {
            LOG.log(ERROR, "saga of a kind this release does not know id={0} kind={1}", saga.id(), saga.kind());
            return log(saga, saga.pausedUntil(world.now().plus(UNKNOWN_KIND_PAUSE)));
        }
        var step = kind.steps().get(saga.step());
        return saga.unwinding() ? undo(saga, step) : forward(saga, kind, step);
    }

    private Optional<SagaRecord> forward(SagaRecord saga, Saga kind, Saga.Step step) {
        StepOutcome outcome;
        try {
            outcome = step.work().run(saga);
        } catch (RuntimeException e) {
            return failed(saga, step, e);
        }
        return switch (outcome) {
            case StepOutcome.Done _ ->
                saga.step() + 1 == kind.steps().size() ? finish(saga) : log(saga, saga.atStep(saga.step() + 1));
            case StepOutcome.NotYet(var pause) ->
                log(saga, saga.pausedUntil(world.now().plus(pause)));
            case StepOutcome.GiveUp(var why) -> unwind(saga, step, why);
        };
    }

    private Optional<SagaRecord> failed(SagaRecord saga, Saga.Step step, RuntimeException cause) {
        int failures = saga.attempts() + 1;
        LOG.log(
                WARNING,
                "saga step failed id=%s step=%s failures=%d".formatted(saga.id(), step.name(), failures),
                cause);
        if (failures >= config.triesMax()) {
            return unwind(saga, step, text(cause));
        }
        return log(saga, saga.failed(failures, world.now().plus(config.pauseAfter(failures)), text(cause)));
    }

    private Optional<SagaRecord> unwind(SagaRecord saga, Saga.Step step, String why) {
        LOG.log(INFO, "saga unwinds id={0} from={1} because={2}", saga.id(), step.name(), why);
        return log(saga, saga.unwindFrom(saga.step(), why));
    }

    private Optional<SagaRecord> undo(SagaRecord saga, Saga.Step step) {
        try {
            step.undo().run(saga);
        } catch (RuntimeException e) {
            int failures = saga.attempts() + 1;
            LOG.log(ERROR, "undo failed id=%s step=%s failures=%d".formatted(saga.id(), step.name(), failures), e);
            return log(saga, saga.failed(failures, world.now().plus(config.pauseAfter(failures)), text(e)));
        }
        return saga.step() == 0 ? finish(saga) : log(saga, saga.unwindFrom(saga.step() - 1, saga.error()));
    }

    private Optional<SagaRecord> finish(SagaRecord saga) {
        store.run("saga-finish", tx -> {
            if (mine(tx.sagas().find(saga.id()))) {
                tx.sagas().remove(saga.id());
            }
            return true;
        });
        LOG.log(DEBUG, "saga is over id={0} kind={1} subject={2}", saga.id(), saga.kind(), saga.subject());
        return Optional.empty();
    }

    /** Logs where the saga stands; answers it when it goes on at once. */
    private Optional<SagaRecord> log(SagaRecord before, SagaRecord after) {
        Instant now = world.now();
        boolean atOnce = !after.due().isAfter(now);
        var logged = atOnce ? after.heldBy(node, now.plus(config.lease())) : after.released();
        boolean ours = store.run("saga-log", tx -> {
            if (!mine(tx.sagas().find(before.id()))) {
                return false;
            }
            tx.sagas().update(logged);
            return true;
        });
        return ours && atOnce ? Optional.of(logged) : Optional.empty();
    }

    /** A saga that is gone or that somebody took over, because we were away for longer than the lease, is left alone. */
    private boolean mine(Optional<SagaRecord> stored) {
        return stored.filter(saga -> saga.owner().equals(node)).isPresent();
    }

    private static String text(RuntimeException e) {
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.length() > ERROR_MAX ? message.substring(0, ERROR_MAX) : message;
    }
}
