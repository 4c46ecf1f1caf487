package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import metalplant.bootstrap.process.ClockWatch;
import metalplant.bootstrap.upgrade.Upgrades;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;

/**
 * The host agent: carries out a factory reset that was ordered, then first boot, then keeps watch. All of it again when a reset is
 * ordered. It may be killed at any moment; the units that it started go on, and the next one takes up where it was.
 */
final class Plantd implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Plantd.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration CLOCK_EVERY = Duration.ofMinutes(10);
    private static final Duration SPACE_EVERY = Duration.ofSeconds(30);
    private static final Duration CERTIFICATES_EVERY = Duration.ofHours(24);
    private static final Duration ADDRESSES_EVERY = Duration.ofSeconds(15);
    private static final Duration REMIND_EVERY = Duration.ofSeconds(15);

    private final Box box;
    private final Duration wizardPatience;
    private final Consumer<String> points;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;

    /**
     * @param wizardPatience how long to wait for a person at the box; zero asks nobody
     * @param points told of every place at which a cut must do no harm; tests end the process there
     */
    Plantd(Box box, Duration wizardPatience, Consumer<String> points) {
        this.box = box;
        this.wizardPatience = wizardPatience;
        this.points = points;
    }

    /** Runs until it is closed. */
    void run() throws InterruptedException {
        try {
            while (!closing) {
                AtomicFile.folder(box.host().firstBoot(), "rwx------");
                var reset = new FactoryReset(box.host(), box.units(), points);
                if (reset.isOrdered()) {
                    carryOut(reset);
                }
                new Round(reset).run();
            }
        } finally {
            ended.countDown();
        }
    }

    private void carryOut(FactoryReset reset) throws InterruptedException {
        while (true) {
            try {
                box.consoles().say("factory reset: keys first, then all data");
                reset.carryOut();
                return;
            } catch (Problem | java.io.UncheckedIOException e) {
                LOG.log(WARNING, "factory reset is tried again", e);
                box.consoles().say("factory reset is tried again: " + e.getMessage());
                box.world().pause(Duration.ofSeconds(2));
            }
        }
    }

    @Override
    public void close() {
        closing = true;
    }

    /** Waits until {@link #run} has left. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** From one factory reset or restore to the next. */
    private final class Round {
        private final FactoryReset reset;
        private final Optional<String> restore = Restoring.ordered(box.host());
        private final Space space = new Space(box, Space::usable);
        private final Journal journal;
        private final ClockFloor floor = Steps.floor(box.host());
        private final ServiceSteps services = new ServiceSteps(box);
        private final Certificates certificates = new Certificates(box, services);
        private final FirstBoot boot;
        private final HostView view;
        private final Upgrades upgrades;

        Round(FactoryReset reset) {
            this.reset = reset;
            this.journal = Journal.open(box.host().firstBoot().resolve("journal.json"));
            var steps = new Steps(box, floor, new PlanSource(box, wizardPatience), services);
            this.upgrades = new Upgrades(
                    box.slots(), new BoxPlant(box), box.host().var().resolve("upgrade"), box.world(), points);
            this.boot = new FirstBoot(steps.all(), journal, box.world(), point -> {
                if (point.equals("ready")) {
                    upgrading(upgrades::plantIsReady);
                    tellBootLoader();
                }
                points.accept(point);
            });
            this.view = new HostView(box, boot, journal);
        }

        void run() throws InterruptedException {
            var desk = new HostDesk(box, view, certificates, reset, upgrades);
            // Before anybody may give an order.
            upgrading(upgrades::start);
            try (upgrades;
                    var _ = HostServer.start(box.host().socket(), desk, box.owners());
                    var _ = ClockWatch.start(box.world(), new BusAfterClock(box)::setBack)) {
                var boots = Thread.ofVirtual().name("first-boot").start(this::boot);
                try {
                    watch();
                } finally {
                    boots.interrupt();
                    boots.join();
                }
            }
        }

        /** Whatever is wrong with an upgrade, the plant comes up. */
        private void upgrading(Runnable work) {
            try {
                work.run();
                box.warnings().clear("upgrade");
            } catch (Problem | java.io.UncheckedIOException e) {
                LOG.log(WARNING, "upgrade does not go on", e);
                box.warnings().set("upgrade", "the last upgrade does not go on: " + e.getMessage());
            }
        }

        /** The unit plant-ready waits for this file; the boot loader stops counting tries of this version then. */
        private void tellBootLoader() {
            try {
                Files.write(box.host().given("ready"), new byte[0]);
            } catch (IOException e) {
                LOG.log(WARNING, "the boot loader goes on counting tries of this version", e);
            }
        }

        private void boot() {
            try {
                boot.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void watch() throws InterruptedException {
            var reporter = new Reporter(box.consoles(), boot, view);
            var clock = new Every(CLOCK_EVERY);
            var room = new Every(SPACE_EVERY);
            var renewal = new Every(CERTIFICATES_EVERY);
            var addresses = new Every(ADDRESSES_EVERY);
            var foreignDhcp = new ForeignDhcp(box);
            var bootServices = new BootServices(box);
            var controllers = new ControllerServices(box);
            var reminder = new Every(REMIND_EVERY);
            while (!closing && !reset.isOrdered() && !hasNewRestore()) {
                reporter.tell(reminder.isDue());
                boot.now().ifPresent(now -> upgrading(() -> upgrades.plantIsAt(now.step(), now.problem())));
                if (addresses.isDue()) {
                    foreignDhcp.look();
                    if (boot.now().isEmpty()) {
                        bootServices.follow();
                        controllers.follow();
                    }
                }
                if (clock.isDue()) {
                    remember();
                    upgrading(upgrades::tick);
                }
                if (room.isDue()) {
                    space.look();
                }
                if (boot.now().isEmpty() && renewal.isDue()) {
                    renew();
                }
                box.world().pause(TICK);
            }
        }

        /** One that was there at the beginning is carried out by a step. */
        private boolean hasNewRestore() {
            var now = Restoring.ordered(box.host());
            return now.isPresent() && !now.equals(restore);
        }

        private void remember() {
            try {
                floor.saw(box.world().now());
            } catch (java.io.UncheckedIOException e) {
                LOG.log(WARNING, "the time cannot be remembered: {0}", e.getMessage());
            }
        }

        /** What cannot be renewed today is tried tomorrow; certificates live ten years. */
        private void renew() {
            try {
                PlanSource.accepted(box.host()).ifPresent(certificates::renew);
                box.warnings().clear("certificates");
            } catch (Problem | java.io.UncheckedIOException e) {
                LOG.log(WARNING, "certificates cannot be renewed", e);
                box.warnings().set("certificates", "certificates cannot be renewed: " + e.getMessage());
            }
        }
    }

    /** Something that is due in intervals, for the first time after one. */
    private final class Every {
        private final long nanos;
        private long last = box.world().nanos();

        Every(Duration interval) {
            this.nanos = interval.toNanos();
        }

        boolean isDue() {
            boolean due = box.world().nanos() - last >= nanos;
            if (due) {
                last = box.world().nanos();
            }
            return due;
        }
    }
}
