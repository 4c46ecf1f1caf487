package metalplant.bootstrap.upgrade;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import metalplant.bootstrap.upgrade.UpgradeBox.Running;
import metalplant.installer.upgrade.SlotWriter;
import metalplant.installer.upgrade.UpgradeFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** Does what an upgrade consists of. Each part may be done again, whatever of it was done before. */
final class UpgradeWork {
    private static final System.Logger LOG = System.getLogger(UpgradeWork.class.getName());

    private final UpgradeBox box;
    private final UpgradePlant plant;
    private final UpgradeBook book;
    private final World world;
    private final Consumer<String> points;
    private final BooleanSupplier stopped;
    private final Consumer<String> progress;

    UpgradeWork(
            UpgradeBox box,
            UpgradePlant plant,
            UpgradeBook book,
            World world,
            Consumer<String> points,
            BooleanSupplier stopped,
            Consumer<String> progress) {
        this.box = box;
        this.plant = plant;
        this.book = book;
        this.world = world;
        this.points = points;
        this.stopped = stopped;
        this.progress = progress;
    }

    String slot(Running running) {
        return writer(running).slot();
    }

    private static SlotWriter writer(Running running) {
        return new SlotWriter(running.disk(), running.slot(), running.roothash());
    }

    /** From whatever stage it was at up to the switch; what goes wrong is written down, and the slot that runs stays what starts. */
    void run() {
        var running = box.running().orElseThrow();
        var record = book.read().orElseThrow();
        try (var file = UpgradeFile.open(Path.of(record.file()), box.keys())) {
            verify(file, record);
            run(file, running);
        } catch (RuntimeException e) {
            if (e instanceof Problem problem && problem.code() == ProblemCode.DISK_UNFINISHED) {
                return;
            }
            failed(
                    e instanceof Problem || e instanceof UncheckedIOException
                            ? String.valueOf(e.getMessage())
                            : "a bug, please report it: " + e);
        }
    }

    private void failed(String why) {
        var record = book.read().orElseThrow();
        LOG.log(WARNING, "upgrade does not go on stage={0}: {1}", record.stage().word(), why);
        book.write(
                record.stage() == Stage.ORDERED
                        ? record.at(Stage.REFUSED, world.now()).because(why + "; nothing was written")
                        : record.because(
                                why
                                        + "; the running version is as it was. The same plantctl upgrade install goes on, rollback ends it"));
    }

    private void verify(UpgradeFile file, UpgradeRecord record) {
        if (!file.manifest().roothash().equals(record.to().roothash())) {
            throw Problem.bad("%s is another file than the one that was ordered".formatted(record.file()));
        }
        file.verify(stopped, this::tell);
        points.accept("upgrade:verified");
    }

    private void tell(String what, long done, long all) {
        progress.accept("%s, %d %%".formatted(what, all == 0 ? 100 : 100 * done / all));
    }

    private void run(UpgradeFile file, Running running) {
        while (book.read().orElseThrow().stage().isWork()) {
            UpgradeRecord record = book.read().orElseThrow();
            switch (record.stage()) {
                case ORDERED -> book.write(record.at(Stage.WRITING, world.now()));
                case WRITING -> write(file, running, record);
                case SNAPSHOT -> snapshot(record);
                default -> activate(file, running, record);
            }
        }
    }

    private void write(UpgradeFile file, Running running, UpgradeRecord record) {
        points.accept("upgrade:writing");
        // What is about to be overwritten must not be started any more.
        box.onBootPartition(entries -> {
            entries.list().stream()
                    .filter(each -> !running.roothash().startsWith(each.hash()))
                    .forEach(entries::remove);
            return 0;
        });
        points.accept("upgrade:cleared");
        var written = writer(running).write(file, stopped, this::tell);
        points.accept("upgrade:written");
        writer(running).name(file.manifest());
        points.accept("upgrade:named");
        box.onBootPartition(entries -> {
            entries.prepare(file, stopped);
            return 0;
        });
        points.accept("upgrade:prepared");
        LOG.log(
                INFO,
                "slot written slot={0} version={1} written={2} found={3}",
                record.to().slot(),
                record.to().version(),
                String.valueOf(written.written()),
                String.valueOf(written.found()));
        book.write(record.at(Stage.SNAPSHOT, world.now()));
    }

    private void snapshot(UpgradeRecord record) {
        progress.accept("saving the state of the plant");
        var made = plant.snapshot(book.snapshots());
        points.accept("upgrade:snapshot");
        book.write(record.withSnapshot(made.toString()).at(Stage.SWITCHING, world.now()));
    }

    private void activate(UpgradeFile file, Running running, UpgradeRecord record) {
        book.beginTrial(record.to().roothash(), Upgrades.TRIAL.toSeconds());
        points.accept("upgrade:trial");
        box.onBootPartition(entries -> {
            entries.activate(file.manifest());
            points.accept("upgrade:activated");
            if (record.older()) {
                // The boot loader takes the latest version of those that may start; this one shall wait for its turn.
                entries.of(record.from().roothash()).ifPresent(entries::markLast);
                points.accept("upgrade:turned");
            }
            return 0;
        });
        book.write(record.switched(running.bootId(), world.now()));
        points.accept("upgrade:switched");
        LOG.log(INFO, "upgrade waits for a restart version={0}", record.to().version());
    }

    /** Makes the version before the one that starts next, and forgets the other. */
    void rollBack(UpgradeRecord record, Running running) {
        if (box.onBootPartition(entries -> entries.of(record.from().roothash())).isEmpty()) {
            throw Problem.refused("version %s has no boot entry any more, so nothing can go back to it"
                    .formatted(record.from().version()));
        }
        var rolling = record.stage() == Stage.ROLLING_BACK ? record : record.at(Stage.ROLLING_BACK, world.now());
        book.write(rolling);
        points.accept("upgrade:rolling");
        box.onBootPartition(entries -> {
            entries.discardDraft();
            entries.of(rolling.to().roothash()).ifPresent(entries::remove);
            points.accept("upgrade:removed");
            entries.of(rolling.from().roothash()).ifPresent(entries::markGood);
            return 0;
        });
        book.endTrial();
        points.accept("upgrade:rolled");
        if (running.roothash().equals(rolling.from().roothash())) {
            book.write(rolling.at(Stage.ROLLED_BACK, world.now()));
        }
    }

    /** Raises what is committed. Behind this there is no way back. */
    void commit(UpgradeRecord record) {
        var committing = record.stage() == Stage.COMMITTING ? record : record.at(Stage.COMMITTING, world.now());
        book.write(committing);
        points.accept("upgrade:committing");
        plant.commit();
        points.accept("upgrade:levels");
        book.write(committing.at(Stage.COMMITTED, world.now()));
        points.accept("upgrade:committed");
        LOG.log(INFO, "upgrade committed version={0}", record.to().version());
    }
}
