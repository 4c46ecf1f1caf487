package metalplant.bootstrap.upgrade;

import static java.lang.System.Logger.Level.WARNING;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metalplant.bootstrap.upgrade.UpgradeBox.Running;
import metalplant.bootstrap.upgrade.UpgradeRecord.Version;
import metalplant.installer.upgrade.BootEntries;
import metalplant.installer.upgrade.BootEntries.Entry;
import metalplant.installer.upgrade.UpgradeFile;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.plant.UpgradeStatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * The upgrades of a box. Orders are checked at once and written down; what takes long is done by a thread of its own; what a restart of the
 * box changed is found out at the start. Stages and what leads from one to the next: {@link Stage}.
 */
public final class Upgrades implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Upgrades.class.getName());

    /** So long a new version may take to be ready before the box is started again; see guard-trial in the image. */
    static final Duration TRIAL = Duration.ofMinutes(30);

    /** How long a new version has to be ready before it commits by itself (decision 15). */
    public static final Duration GOOD_BEFORE_COMMIT = Duration.ofDays(7);

    private final UpgradeBox box;
    private final UpgradePlant plant;
    private final UpgradeBook book;
    private final World world;
    private final Consumer<String> points;
    private final UpgradeWork work;
    private final UpgradeTrial trial;
    private volatile String progress = "";
    private Optional<Thread> worker = Optional.empty();
    private volatile boolean stopped;
    private boolean ready;
    private boolean settled;
    private String lastAt = "";
    private long lastTick;

    /**
     * @param folder of upgrades, on the partition for data
     * @param points told of every place at which a cut must do no harm; tests end the process there
     */
    public Upgrades(UpgradeBox box, UpgradePlant plant, Path folder, World world, Consumer<String> points) {
        this.box = box;
        this.plant = plant;
        this.book = new UpgradeBook(folder);
        this.world = world;
        this.points = points;
        this.work = new UpgradeWork(box, plant, book, world, points, () -> stopped, told -> progress = told);
        this.trial = new UpgradeTrial(box, book, world, points);
        this.lastTick = world.nanos();
    }

    /** Finds out what the last restart of the box meant, and goes on with what was cut off. */
    public synchronized void start() {
        box.running().ifPresent(running -> book.read().ifPresent(record -> started(running, record)));
    }

    private void started(Running running, UpgradeRecord record) {
        boolean onNew = running.roothash().equals(record.to().roothash());
        boolean restarted = !running.bootId().equals(record.bootId());
        switch (record.stage()) {
            case ORDERED, WRITING, SNAPSHOT -> go();
            case SWITCHING -> {
                // The box may have started the new version between the switch and its being written down.
                if (onNew) {
                    trial.begins(running, record);
                } else {
                    go();
                }
            }
            case SWITCHED, TRIAL -> {
                if (onNew) {
                    trial.begins(running, record);
                } else if (restarted) {
                    trial.isLeft(record);
                }
            }
            case GOOD -> {
                if (!onNew) {
                    book.write(record.because(
                            "version %s runs although %s is the one on probation: somebody chose it in the boot loader; plantctl upgrade rollback keeps it"
                                    .formatted(running.version(), record.to().version())));
                }
            }
            case ROLLING_BACK -> work.rollBack(record, running);
            case COMMITTING, COMMITTED, ROLLED_BACK, FELL_BACK, REFUSED -> {}
        }
        points.accept("upgrade:started");
    }

    /**
     * Takes an order. What can be seen without reading the whole file is checked now; then it is written down and the work begins.
     *
     * @param older whether a version that is older than the running one may be installed
     * @throws Problem naming why not; nothing was written then
     */
    public synchronized UpgradeStatusResponse install(String path, boolean older) {
        var running = running();
        var before = book.read().filter(each -> !each.stage().isOver());
        refuseUnlessFree(before);
        try (var file = UpgradeFile.open(source(path), box.keys())) {
            var manifest = file.manifest();
            var entry = box.onBootPartition(entries -> entries.of(running.roothash()));
            new UpgradeChecks(running, entry).check(manifest, older);
            if (before.isPresent()) {
                if (!before.get().to().roothash().equals(manifest.roothash())) {
                    throw Problem.refused(
                            "the upgrade to %s has begun and is not finished; end it by plantctl upgrade rollback"
                                    .formatted(before.get().to().version()));
                }
                book.write(before.get().again(source(path).toString()));
            } else {
                book.write(new UpgradeRecord(
                        Stage.ORDERED,
                        source(path).toString(),
                        new Version(running.version(), running.roothash(), running.slot()),
                        Version.of(manifest, work.slot(running)),
                        older,
                        world.now(),
                        running.bootId(),
                        List.of(),
                        null,
                        0,
                        null,
                        ""));
            }
        }
        points.accept("upgrade:ordered");
        go();
        return status();
    }

    private void refuseUnlessFree(Optional<UpgradeRecord> before) {
        before.filter(each -> !each.stage().isWork()).ifPresent(each -> {
            throw Problem.refused("the upgrade to %s waits for %s; plantctl upgrade rollback or commit ends it first"
                    .formatted(each.to().version(), each.stage().waitsFor()));
        });
        if (isAtWork()) {
            throw Problem.refused("an upgrade is being written: plantctl upgrade status says how far it is");
        }
    }

    private boolean isAtWork() {
        return worker.filter(Thread::isAlive).isPresent();
    }

    private Running running() {
        return box.running()
                .orElseThrow(
                        () -> Problem.refused(
                                "this box was not started from a disk image by its firmware, so there is no other slot to write to"));
    }

    /** Whoever may ask for an upgrade may not have every file of the box opened. */
    private Path source(String path) {
        try {
            var real = Path.of(path).toRealPath();
            if (Path.of(path).isAbsolute() && box.sources().stream().anyMatch(real::startsWith)) {
                return real;
            }
        } catch (java.io.IOException | java.nio.file.InvalidPathException _) {
            // Told below: not there and not allowed are the same to whoever asks.
        }
        throw Problem.bad("there is no file %s on this box in one of the folders %s".formatted(path, box.sources()));
    }

    private void go() {
        if (isAtWork()) {
            return;
        }
        worker = Optional.of(Thread.ofVirtual().name("upgrade").start(work::run));
    }

    /**
     * Ends an upgrade that is not committed: what was not switched is forgotten; behind the switch the version before is what starts next.
     *
     * @throws Problem RULE_VIOLATED if there is nothing to go back from, or it was committed
     */
    public UpgradeStatusResponse rollback() {
        stopWork();
        synchronized (this) {
            stopped = false;
            var record = book.read().orElseThrow(() -> Problem.refused("there was no upgrade"));
            switch (record.stage()) {
                case COMMITTING, COMMITTED ->
                    throw Problem.refused(
                            "the upgrade to %s is committed since %s, and what version %s needs may be gone: install a later version, or restore the state of before, %s, on a box with version %s (plantctl backup restore)"
                                    .formatted(
                                            record.to().version(),
                                            record.since(),
                                            record.from().version(),
                                            record.snapshot(),
                                            record.from().version()));
                case REFUSED, ROLLED_BACK, FELL_BACK ->
                    throw Problem.refused("the upgrade to %s is over (%s), and version %s runs"
                            .formatted(
                                    record.to().version(),
                                    record.stage().word(),
                                    running().version()));
                case ORDERED, WRITING, SNAPSHOT, SWITCHING, SWITCHED, TRIAL, GOOD, ROLLING_BACK ->
                    work.rollBack(record, running());
            }
            return status();
        }
    }

    /** Stops the thread, outside of the lock, which it may want. */
    private void stopWork() {
        Optional<Thread> thread;
        synchronized (this) {
            stopped = true;
            thread = worker;
        }
        thread.ifPresent(each -> {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** @throws Problem RULE_VIOLATED unless the new version was ready */
    public synchronized UpgradeStatusResponse commit() {
        var record = book.read().orElseThrow(() -> Problem.refused("there was no upgrade"));
        switch (record.stage()) {
            case COMMITTED -> {}
            case GOOD, COMMITTING -> {
                if (!running().roothash().equals(record.to().roothash())) {
                    throw Problem.refused(
                            "version %s does not run".formatted(record.to().version()));
                }
                work.commit(record);
            }
            case ORDERED, WRITING, SNAPSHOT, SWITCHING, SWITCHED, TRIAL ->
                throw Problem.refused("version %s was not ready yet, and only what was ready can be committed"
                        .formatted(record.to().version()));
            case ROLLING_BACK, ROLLED_BACK, FELL_BACK, REFUSED ->
                throw Problem.refused("the upgrade to %s is over: %s"
                        .formatted(record.to().version(), record.stage().word()));
        }
        return status();
    }

    /** The plant is ready. What is not on trial is committed: there is nothing to go back to. */
    public synchronized void plantIsReady() {
        ready = true;
        lastTick = world.nanos();
        settled = false;
        var record = book.read();
        if (record.isEmpty() || record.get().stage().isOver()) {
            plant.commit();
        } else if (runsNew(record.get()) && record.get().stage() == Stage.TRIAL) {
            trial.isGood(record.get());
        } else if (runsNew(record.get()) && record.get().stage() == Stage.COMMITTING) {
            work.commit(record.get());
        } else if (record.get().stage().isWork() && !isAtWork()) {
            // What was cut off may have been gone on with before there was a database whose state it could save.
            book.write(record.get().because(""));
            go();
        }
        settled = true;
    }

    private boolean runsNew(UpgradeRecord record) {
        return box.running()
                .filter(running -> running.roothash().equals(record.to().roothash()))
                .isPresent();
    }

    /** What a start on trial waits for at this moment; kept, so that the version before can tell it after a fall back. */
    public synchronized void plantIsAt(String step, String problem) {
        var at = step + " " + problem;
        if (!at.equals(lastAt)) {
            lastAt = at;
            book.read().filter(this::runsNew).ifPresent(record -> trial.isAt(record, step, problem));
        }
    }

    /** Now and then: counts good days, and tries again what failed when the plant was ready. */
    public synchronized void tick() {
        boolean stands = book.read().filter(each -> each.stage().isWork()).isPresent() && !isAtWork();
        if (ready && (!settled || stands)) {
            plantIsReady();
        }
        long now = world.nanos();
        long seconds = Duration.ofNanos(now - lastTick).toSeconds();
        lastTick = now;
        var record = book.read()
                .filter(each -> each.stage() == Stage.GOOD || each.stage() == Stage.COMMITTING)
                .filter(this::runsNew);
        if (!ready || record.isEmpty()) {
            return;
        }
        var counted = record.get().withGoodSeconds(record.get().goodSeconds() + seconds);
        book.write(counted);
        if (counted.goodSeconds() >= GOOD_BEFORE_COMMIT.toSeconds() || counted.stage() == Stage.COMMITTING) {
            try {
                work.commit(counted);
            } catch (Problem | UncheckedIOException e) {
                book.write(book.read().orElseThrow().because("the commit is tried again: " + e.getMessage()));
            }
        }
    }

    /** As it is now. */
    public synchronized UpgradeStatusResponse status() {
        return new UpgradeView(box.running(), book.read(), isAtWork() ? progress : "").toWire(entries());
    }

    /** A boot partition that cannot be looked at is told by what needs it. */
    private List<Entry> entries() {
        try {
            return box.running().isEmpty() ? List.of() : box.onBootPartition(BootEntries::list);
        } catch (Problem e) {
            LOG.log(WARNING, "boot partition cannot be read: {0}", e.getMessage());
            return List.of();
        }
    }

    /** Starts the box again, if that is what the upgrade waits for. */
    public synchronized void restart() {
        var stage = book.read().map(UpgradeRecord::stage).orElse(null);
        if (!waitsForRestart(stage)) {
            throw Problem.refused("no upgrade waits for a restart");
        }
        plant.restart();
    }

    private static boolean waitsForRestart(@Nullable Stage stage) {
        return stage == Stage.SWITCHED || stage == Stage.ROLLING_BACK;
    }

    @Override
    public void close() {
        stopWork();
    }
}
