package metalplant.console.line;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import metalplant.console.machine.MachineBook;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** All lines. A line is there while somebody looks or the console is attached; what was printed lies in files. */
public final class Lines implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lines.class.getName());
    /** Also the number of programs that are run at the same time. */
    private static final int LINES_MAX = 512;

    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration RECORD_EVERY = Duration.ofSeconds(30);

    private final Path folder;
    private final MachineBook book;
    private final Keeping keeping;
    private final World world;
    private final Map<String, Line> lines = new HashMap<>();
    private final Thread rounds;
    private final Thread recorder;
    private volatile Map<String, FarEnd> held = Map.of();
    private boolean closed;

    /**
     * What stays attached without anybody who looks.
     *
     * @param linger after the last one has left
     * @param recorded machines whose consoles are held for the record, and where they are; asked again and again
     */
    public record Keeping(Duration linger, Recorded recorded) {}

    /** Which consoles are held for the record. */
    @FunctionalInterface
    public interface Recorded {
        /** @throws Problem TOO_BUSY when that cannot be known now */
        Map<String, FarEnd> now();
    }

    private Lines(Path folder, MachineBook book, Keeping keeping, World world) {
        this.folder = folder;
        this.book = book;
        this.keeping = keeping;
        this.world = world;
        AtomicFile.folder(folder, "rwx------");
        this.rounds = Thread.ofVirtual().name("console rounds").unstarted(() -> run(ROUND, this::look));
        // Dead controllers take their time.
        this.recorder = Thread.ofVirtual().name("console recorder").unstarted(() -> run(RECORD_EVERY, this::record));
    }

    /** @param folder of what consoles printed; made if it is not there */
    public static Lines start(Path folder, MachineBook book, Keeping keeping, World world) {
        var lines = new Lines(folder, book, keeping, world);
        lines.rounds.start();
        lines.recorder.start();
        return lines;
    }

    /** The line of a machine. @throws Problem TOO_BUSY if there are too many */
    public synchronized Line line(String machine) {
        if (closed) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the console service is being stopped");
        }
        var found = lines.get(machine);
        if (found != null) {
            found.touch();
            return found;
        }
        if (lines.size() >= LINES_MAX) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%d consoles are open already".formatted(LINES_MAX));
        }
        var made = Line.open(machine, folder, world);
        lines.put(machine, made);
        return made;
    }

    private void run(Duration every, Runnable work) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                world.pause(every);
                work.run();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.log(WARNING, "a round of the console service did not end", e);
            }
        }
    }

    /** Ends what may not go on, and lets go what nobody needs. */
    void look() {
        // Beside each other: a machine of a plant that is away holds up no other.
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            all().forEach((machine, line) -> {
                if (line.isWatched()) {
                    all.submit(() -> look(machine, line));
                } else if (line.quiet().compareTo(keeping.linger()) > 0 && !held.containsKey(machine)) {
                    line.detach();
                }
            });
        }
        sweep();
    }

    private synchronized Map<String, Line> all() {
        return Map.copyOf(lines);
    }

    /** While the API does not say what became of the machine nothing else happens to it either. */
    private void look(String machine, Line line) {
        try {
            book.find(machine).ifPresentOrElse(line::present, line::gone);
        } catch (Problem e) {
            LOG.log(DEBUG, "machine cannot be looked at machine={0}: {1}", machine, e.getMessage());
        }
    }

    private synchronized void sweep() {
        var idle = new ArrayList<String>();
        lines.forEach((machine, line) -> {
            if (line.isIdle() && line.quiet().compareTo(ROUND) > 0) {
                line.close();
                idle.add(machine);
            }
        });
        idle.forEach(lines::remove);
    }

    private void record() {
        try {
            held = Map.copyOf(keeping.recorded().now());
        } catch (Problem e) {
            LOG.log(DEBUG, "it is not known which consoles are recorded: {0}", e.getMessage());
        }
        for (var each : held.entrySet()) {
            try {
                var line = line(each.getKey());
                book.find(each.getKey()).ifPresent(line::present);
                line.hold(each.getValue());
            } catch (Problem e) {
                LOG.log(DEBUG, "console is not recorded machine={0}: {1}", each.getKey(), e.getMessage());
            }
        }
    }

    /** Somebody who looks. */
    public record Seen(String machine, String who) {}

    /** Who looks at what. */
    public List<Seen> seen() {
        return all().entrySet().stream()
                .flatMap(each -> each.getValue().viewers().stream()
                        .map(viewer -> new Seen(each.getKey(), viewer.guest().who())))
                .sorted(Comparator.comparing(Seen::machine).thenComparing(Seen::who))
                .toList();
    }

    /** How many consoles are attached or being attached. */
    public int count() {
        return all().size();
    }

    @Override
    public void close() {
        rounds.interrupt();
        recorder.interrupt();
        List<Line> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(lines.values());
            lines.clear();
        }
        try (var closers = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(line -> closers.submit(line::close));
        }
    }
}
