package metalplant.bmc.command;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.World;

/** Results on their way; those that cannot be handed over wait, the oldest give way when there are too many. */
final class Results {
    private static final System.Logger LOG = System.getLogger(Results.class.getName());
    private static final int WAITING_MAX = 2_000;
    private static final int BATCH = 100;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final ResultSink sink;
    private final World world;
    private final Executor executor;
    private final Deque<CommandResult> waiting = new ArrayDeque<>();
    private boolean working;
    private long forgotten;

    Results(ResultSink sink, World world, Executor executor) {
        this.sink = sink;
        this.world = world;
        this.executor = executor;
    }

    void add(CommandResult result) {
        LOG.log(
                INFO,
                "command={0} machine={1} state={2} {3}",
                result.command(),
                result.machineId(),
                result.state(),
                result.message());
        boolean begin;
        synchronized (this) {
            if (waiting.size() >= WAITING_MAX) {
                LOG.log(WARNING, "forgot a result, the plant takes none: {0}", waiting.removeFirst());
                forgotten++;
            }
            waiting.addLast(result);
            begin = !working;
            working = true;
        }
        if (begin) {
            executor.execute(this::work);
        }
    }

    /** Those that the plant has not taken yet. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Those that gave way to newer ones since the start. */
    synchronized long forgotten() {
        return forgotten;
    }

    private void work() {
        for (var some = first(); !some.isEmpty(); some = first()) {
            if (!handOver(some)) {
                world.after(TRY_AGAIN, () -> executor.execute(this::work));
                return;
            }
        }
    }

    private synchronized List<CommandResult> first() {
        var some = waiting.stream().limit(BATCH).toList();
        working = !some.isEmpty();
        return some;
    }

    private boolean handOver(List<CommandResult> some) {
        try {
            sink.take(some);
        } catch (Problem e) {
            if (e.kind() == ProblemKind.UNAVAILABLE) {
                LOG.log(INFO, "results wait count={0} because={1}", some.size(), e.getMessage());
                return false;
            }
            LOG.log(WARNING, "the plant does not take results count={0} because={1}", some.size(), e.getMessage());
        }
        synchronized (this) {
            some.forEach(waiting::remove);
        }
        return true;
    }
}
