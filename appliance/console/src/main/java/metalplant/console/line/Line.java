package metalplant.console.line;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.console.access.Admission;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The console of one machine, shared by everybody who may see it. All see the same; one of them writes, who has the pen. A free pen is that of
 * whoever types next, and one that is held can be taken, which everybody is told.
 *
 * <p>It stays attached for a while after the last one has left, and as long as it is held for the record.
 */
public final class Line {
    private static final System.Logger LOG = System.getLogger(Line.class.getName());
    /** Shown to whoever comes. */
    private static final int HISTORY_MAX = Ring.PART;

    private static final int VIEWERS_MAX = 32;
    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final String machine;
    private final Ring ring;
    private final World world;
    /** Held while it attaches, so that two who come at once do it once. */
    private final ReentrantLock attaching = new ReentrantLock();

    private final List<Viewer> viewers = new ArrayList<>();
    private Optional<FarEnd.Attached> far = Optional.empty();
    private Optional<Viewer> pen = Optional.empty();
    private long quietSince;
    private boolean closed;

    Line(String machine, Ring ring, World world) {
        this.machine = machine;
        this.ring = ring;
        this.world = world;
        this.quietSince = world.nanos();
    }

    /** What became of somebody who came. */
    public enum Joined {
        /** Is here. */
        ATTACHED,
        /** Somebody outside of this service has the console; may come again and take it over. */
        TAKEN
    }

    /**
     * Lets somebody in. The first one attaches the console.
     *
     * @param takeOver from whoever outside of this service has it
     * @throws Problem of the far end; then nobody was let in
     */
    public Joined join(Viewer viewer, ConsoleMachine known, FarEnd end, boolean takeOver) {
        present(known);
        attaching.lock();
        try {
            if (!isAttached() && !attach(end, takeOver)) {
                return Joined.TAKEN;
            }
            add(viewer);
            return Joined.ATTACHED;
        } finally {
            attaching.unlock();
        }
    }

    /** Attaches without anybody who looks; whether it is attached then. @throws Problem of the far end */
    boolean hold(FarEnd end) {
        attaching.lock();
        try {
            return isAttached() || attach(end, false);
        } finally {
            attaching.unlock();
        }
    }

    private boolean attach(FarEnd end, boolean takeOver) {
        var ear = new Ear(end);
        return switch (end.attach(takeOver, ear)) {
            case FarEnd.Taken _ -> false;
            case FarEnd.Attached attached -> {
                begin(attached, ear);
                yield true;
            }
        };
    }

    private synchronized void begin(FarEnd.Attached attached, Ear ear) {
        if (closed) {
            attached.close();
            throw Problem.of(ProblemCode.TOO_BUSY, "the console service is being stopped");
        }
        if (ear.over.isPresent()) {
            throw Problem.of(ProblemCode.BMC_UNREACHABLE, "the console broke off at once: " + ear.over.get());
        }
        far = Optional.of(attached);
        quietSince = world.nanos();
        LOG.log(INFO, "console attached machine={0}", machine);
    }

    private synchronized void add(Viewer viewer) {
        if (viewers.size() >= VIEWERS_MAX) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%d people look at this console already".formatted(VIEWERS_MAX));
        }
        history(viewer);
        for (var each : viewers) {
            each.say("%s looks too".formatted(viewer.guest().who()));
            viewer.say("%s is here%s".formatted(each.guest().who(), holds(each) ? " and writes" : ""));
        }
        viewers.add(viewer);
        if (pen.isPresent()) {
            viewer.say("you read; Ctrl-] w takes the pen");
        }
    }

    private synchronized boolean isAttached() {
        return far.isPresent();
    }

    private boolean holds(Viewer viewer) {
        return pen.filter(each -> each == viewer).isPresent();
    }

    /** Shows what was printed before. */
    public synchronized void history(Viewer viewer) {
        var before = ring.last(viewer.guest().seesAll(), HISTORY_MAX);
        if (before.length > 0) {
            viewer.say("printed before:");
            viewer.show(before);
            viewer.say("now:");
        }
    }

    /** Somebody has left. */
    public synchronized void leave(Viewer viewer) {
        if (viewers.remove(viewer)) {
            quietSince = world.nanos();
            boolean wrote = holds(viewer);
            if (wrote) {
                pen = Optional.empty();
            }
            viewers.forEach(each -> each.say(
                    "%s has left%s".formatted(viewer.guest().who(), wrote ? "; who types next has the pen" : "")));
        }
    }

    /**
     * Passes on what somebody types; may wait for the machine.
     *
     * @return whether it was passed on: whoever only reads types for nobody
     */
    public boolean type(Viewer viewer, byte[] bytes) {
        var to = written(viewer);
        to.ifPresent(each -> each.type(bytes));
        return to.isPresent();
    }

    /** The far end, if this one writes. */
    private synchronized Optional<FarEnd.Attached> written(Viewer viewer) {
        if (pen.isEmpty() && viewers.contains(viewer)) {
            pen = Optional.of(viewer);
        }
        return holds(viewer) ? far : Optional.empty();
    }

    /** Takes the pen; whose it was, if it was somebody else's. */
    public synchronized Optional<Viewer> takePen(Viewer viewer) {
        var before = pen.filter(each -> each != viewer);
        pen = Optional.of(viewer);
        viewers.stream()
                .filter(each -> each != viewer)
                .forEach(each ->
                        each.say("%s writes now".formatted(viewer.guest().who())));
        return before;
    }

    /** Sends a break, if this one writes. */
    public boolean signalBreak(Viewer viewer) {
        var to = written(viewer);
        to.ifPresent(FarEnd.Attached::signalBreak);
        return to.isPresent();
    }

    /** What the plant says of the machine now: who may not look any more is out. */
    public void present(ConsoleMachine known) {
        List<Viewer> all;
        synchronized (this) {
            ring.begin(known.mark());
            all = List.copyOf(viewers);
        }
        for (var viewer : all) {
            try {
                Admission.check(viewer.guest(), known);
            } catch (Problem e) {
                leave(viewer);
                viewer.end(e.getMessage());
            }
        }
    }

    /** The plant does not know the machine any more. */
    public void gone() {
        endAll("the plant does not know this machine any more");
        detach();
    }

    /** Whether somebody looks. */
    synchronized boolean isWatched() {
        return !viewers.isEmpty();
    }

    synchronized List<Viewer> viewers() {
        return List.copyOf(viewers);
    }

    /** How long nobody has looked; zero while somebody does. */
    synchronized Duration quiet() {
        return viewers.isEmpty() ? Duration.ofNanos(world.nanos() - quietSince) : Duration.ZERO;
    }

    /** Somebody is about to come. */
    synchronized void touch() {
        quietSince = world.nanos();
    }

    synchronized boolean isIdle() {
        return viewers.isEmpty() && far.isEmpty() && !attaching.isLocked();
    }

    /** Gives the console back, if there is one. */
    void detach() {
        Optional<FarEnd.Attached> before;
        synchronized (this) {
            before = far;
            far = Optional.empty();
        }
        before.ifPresent(each -> {
            each.close();
            LOG.log(INFO, "console detached machine={0}", machine);
        });
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        endAll("the console service of this plant is being stopped; come again in a moment");
        detach();
        synchronized (this) {
            ring.close();
        }
    }

    private void endAll(String why) {
        for (var viewer : viewers()) {
            leave(viewer);
            viewer.end(why);
        }
    }

    /** One attachment; what an earlier one still says does not count. */
    private final class Ear implements FarEnd.Ear {
        private final FarEnd end;
        private Optional<String> over = Optional.empty();

        Ear(FarEnd end) {
            this.end = end;
        }

        @Override
        public void heard(byte[] bytes) {
            synchronized (Line.this) {
                if (over.isEmpty() && !closed) {
                    ring.add(bytes);
                    viewers.forEach(each -> each.show(bytes));
                }
            }
        }

        @Override
        public void ended(String why) {
            synchronized (Line.this) {
                boolean first = over.isEmpty();
                over = Optional.of(why);
                if (!first || closed || far.isEmpty()) {
                    return;
                }
                far = Optional.empty();
                LOG.log(INFO, "console lost machine={0}: {1}", machine, why);
                viewers.forEach(each -> each.say("the console broke off (%s); trying again".formatted(why)));
            }
            Thread.ofVirtual().name("console again").start(() -> again(why));
        }

        /** A controller that was restarted comes back; one that is away, or was taken by somebody else, ends the session. */
        private void again(String why) {
            var last = why;
            for (var pause : PAUSES) {
                try {
                    world.pause(pause);
                    if (!isWatched()) {
                        return;
                    }
                    if (hold(end)) {
                        viewers().forEach(each -> each.say("attached again"));
                        return;
                    }
                    last = "somebody else has taken the console";
                    break;
                } catch (Problem e) {
                    last = e.getMessage();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            endAll(last);
        }
    }

    static Line open(String machine, java.nio.file.Path folder, World world) {
        try {
            return new Line(machine, Ring.open(folder, machine), world);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what the console of %s prints".formatted(machine), e);
        }
    }
}
