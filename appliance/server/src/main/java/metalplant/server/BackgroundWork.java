package metalplant.server;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import metalplant.core.boot.AllocationSignal;
import metalplant.core.bus.Bus;
import metalplant.core.bus.Outbox;
import metalplant.core.bus.OutboxPublisher;
import metalplant.core.event.LivelinessJob;
import metalplant.core.homes.PublishingStore;
import metalplant.core.image.RemoveExpiredImages;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.NumberPool;
import metalplant.core.machine.FreeMachine;
import metalplant.core.machine.HandOver;
import metalplant.core.machine.ReclaimReconciler;
import metalplant.core.machine.ResurrectMachines;
import metalplant.core.restore.Lives;
import metalplant.core.restore.MarkingStore;
import metalplant.core.saga.Saga;
import metalplant.core.saga.SagaConfig;
import metalplant.core.saga.SagaEngine;
import metalplant.core.vpn.FollowVpn;
import metalplant.model.World;

/** What a plant does without being asked: send what was decided, finish what was begun, look after machines and images. */
final class BackgroundWork implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BackgroundWork.class.getName());
    private static final Duration LIVELINESS_EVERY = Duration.ofMinutes(1);
    private static final Duration VPN_EVERY = Duration.ofMinutes(1);
    private static final Duration IMAGES_EVERY = Duration.ofHours(1);
    private static final Duration MARK_EVERY = Duration.ofSeconds(30);

    /** A copy that is put back after a kill may be younger than a change by this much, unnoticed. */
    private static final Duration FOLLOW_EVERY = Duration.ofSeconds(1);

    private final World world;
    private final Executor background;
    private final OutboxPublisher publisher;
    private final ReclaimReconciler reclaim;
    private final FreeMachine free;
    private final ResurrectMachines resurrect;
    private final SagaEngine sagas;
    private final ProcessName name;
    private final LivelinessJob liveliness;
    private final RemoveExpiredImages images;
    private final Lives lives;
    private final MarkingStore store;
    private volatile boolean stopped;

    BackgroundWork(
            MarkingStore store,
            World world,
            Bus bus,
            Outbox outbox,
            AllocationSignal signal,
            AddressAllocator addresses,
            NumberPool asns,
            Lives lives,
            Executor background,
            ProcessName name,
            Saga orders) {
        this.world = world;
        this.background = background;
        this.reclaim = new ReclaimReconciler(store, world, outbox, background);
        this.publisher = new OutboxPublisher(store, world, bus, background, reclaim);
        this.free = new FreeMachine(store, world, addresses, asns, outbox, publisher);
        this.resurrect = new ResurrectMachines(store, world, free, background);
        var handOver = new HandOver(store, world, signal, publisher).saga();
        this.sagas =
                new SagaEngine(store, world, background, name.text(), SagaConfig.DEFAULT, List.of(handOver, orders));
        this.name = name;
        this.liveliness = new LivelinessJob(store, world);
        this.lives = lives;
        this.store = store;
        this.images = new RemoveExpiredImages(new PublishingStore(store), world);
    }

    /** Begins to look again and again who is in the VPN. */
    void follow(FollowVpn vpn) {
        every(VPN_EVERY, vpn::run);
    }

    OutboxPublisher publisher() {
        return publisher;
    }

    FreeMachine free() {
        return free;
    }

    void kickSagas() {
        sagas.kick();
    }

    void start() {
        publisher.start();
        publisher.kick();
        logged(() -> name.earlier().ifPresent(sagas::takeOver));
        sagas.start();
        reclaim.start(publisher);
        resurrect.start();
        every(LIVELINESS_EVERY, liveliness::run);
        every(IMAGES_EVERY, images::run);
        every(MARK_EVERY, lives::advance);
        every(FOLLOW_EVERY, () -> lives.follow(store));
    }

    private void every(Duration period, Runnable job) {
        world.after(period, () -> {
            if (!stopped) {
                background.execute(() -> logged(job));
                every(period, job);
            }
        });
    }

    private static void logged(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException e) {
            LOG.log(WARNING, "a job failed; what it left is done later", e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        publisher.stop();
        sagas.stop();
        reclaim.stop();
        resurrect.stop();
        // Whatever was copied while the plant ran is older than how it ended.
        logged(lives::advance);
    }
}
