package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * Runs the steps in their order until all are done. One that fails is tried again for as long as it takes: whoever mends the cause need not
 * tell anybody.
 */
final class FirstBoot {
    private static final System.Logger LOG = System.getLogger(FirstBoot.class.getName());
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(15);

    private final List<Step> steps;
    private final Journal journal;
    private final World world;
    private final Consumer<String> points;
    private final Moment moment = new Moment();

    /** @param points told of every point that is reached; tests end the process there */
    FirstBoot(List<Step> steps, Journal journal, World world, Consumer<String> points) {
        this.steps = List.copyOf(steps);
        this.journal = journal;
        this.world = world;
        this.points = points;
    }

    /**
     * What is being done at this moment.
     *
     * @param step "" when all are done
     * @param since by the wall clock, for people
     * @param seconds by the monotonic one, because the wall clock may be set meanwhile
     * @param problem of the last attempt, "" if there is none
     */
    record Now(String step, String waitsFor, Instant since, long seconds, long usualSeconds, String problem) {}

    /** Returns once all steps are done, or when the thread is interrupted. */
    void run() throws InterruptedException {
        for (var step : steps) {
            moment.enter(step);
            points.accept(step.name() + ":before");
            attempt(step);
            points.accept(step.name() + ":after");
        }
        journal.ready(world.now());
        moment.leave();
        points.accept("ready");
        LOG.log(INFO, "plant is ready");
    }

    private void attempt(Step step) throws InterruptedException {
        var pause = PAUSE_FIRST;
        while (!succeeds(step)) {
            world.pause(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_LAST) > 0 ? PAUSE_LAST : pause.multipliedBy(2);
        }
    }

    private boolean succeeds(Step step) throws InterruptedException {
        var from = world.nanos();
        journal.begin(step.name(), world.now());
        try {
            step.work().run(new Reports(step));
            long millis = Duration.ofNanos(world.nanos() - from).toMillis();
            journal.done(step.name(), world.now(), millis);
            LOG.log(INFO, "step done step={0} millis={1}", step.name(), String.valueOf(millis));
            return true;
        } catch (RuntimeException | LinkageError e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // Whatever it was, also a class that the image lacks: a box that gives up has nobody to start it again.
            var message = e instanceof Problem || e instanceof java.io.UncheckedIOException
                    ? String.valueOf(e.getMessage())
                    : "a bug, please report it with plantctl logs plantd.service: " + e;
            if (moment.fail(message)) {
                LOG.log(WARNING, "step failed and is tried again step=" + step.name(), e);
            }
            journal.failed(step.name(), message);
            return false;
        }
    }

    /** Empty once all steps are done. */
    Optional<Now> now() {
        return moment.now();
    }

    List<Step> steps() {
        return steps;
    }

    /** As this box took last time, or as boxes usually do. */
    long usualSeconds(Step step) {
        return journal.find(step.name())
                .filter(entry -> entry.done() != null)
                .map(entry -> Math.max(1, entry.tookMillis() / 1000))
                .orElse(step.usual().toSeconds());
    }

    private final class Reports implements Step.Run {
        private final Step step;

        Reports(Step step) {
            this.step = step;
        }

        @Override
        public void point(String name) {
            points.accept(step.name() + ":" + name);
        }

        @Override
        public void waits(String what) {
            moment.waits(what);
        }
    }

    /** Written by the thread that runs the steps, read by whoever asks. */
    private final class Moment {
        private Optional<Step> step = Optional.empty();
        private boolean left;
        private String waitsFor = "its first step";
        private Instant since = Instant.EPOCH;
        private long from;
        private String problem = "";

        synchronized void enter(Step next) {
            step = Optional.of(next);
            waitsFor = next.waitsFor();
            since = world.now();
            from = world.nanos();
            problem = "";
        }

        synchronized void leave() {
            step = Optional.empty();
            left = true;
        }

        synchronized void waits(String what) {
            waitsFor = what;
        }

        /** Whether this is news. */
        synchronized boolean fail(String message) {
            boolean news = !problem.equals(message);
            problem = message;
            return news;
        }

        synchronized Optional<Now> now() {
            if (left) {
                return Optional.empty();
            }
            return Optional.of(new Now(
                    step.map(Step::name).orElse("start"),
                    waitsFor,
                    since,
                    step.isEmpty() ? 0 : Duration.ofNanos(world.nanos() - from).toSeconds(),
                    step.map(FirstBoot.this::usualSeconds).orElse(1L),
                    problem));
        }
    }
}
