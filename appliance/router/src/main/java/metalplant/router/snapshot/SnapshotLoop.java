package metalplant.router.snapshot;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.router.exchange.Outbound;
import metalplant.router.exchange.PlantLine;
import metalplant.router.exchange.PlantLines;
import metalplant.router.merge.JsonRows;
import metalplant.router.merge.RowSource;
import metalplant.router.merge.Spool;
import metalplant.router.plants.Directory;
import metalplant.router.plants.Plant;
import metalplant.router.table.Entity;

/** Reads the lists of all other plants, one after the other, again and again. */
public final class SnapshotLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SnapshotLoop.class.getName());

    private final PlantLines lines;
    private final Snapshots snapshots;
    private final Directory directory;
    private final Spool spool;
    private final Duration every;
    private final World world;
    private final Thread thread;
    private final Semaphore bell = new Semaphore(0);

    /** @param every how long to rest between two rounds */
    public SnapshotLoop(
            PlantLines lines, Snapshots snapshots, Directory directory, Spool spool, Duration every, World world) {
        this.lines = lines;
        this.snapshots = snapshots;
        this.directory = directory;
        this.spool = spool;
        this.every = every;
        this.world = world;
        this.thread = Thread.ofVirtual().name("snapshots").unstarted(this::run);
    }

    public SnapshotLoop start() {
        thread.start();
        return this;
    }

    /** The next round begins now: there is a plant that has no snapshot yet. */
    public void soon() {
        bell.release();
    }

    /** One round over all plants. What fails is tried again in the next one. */
    public void round() {
        snapshots.keepOnly(lines.plants().all().stream().map(Plant::label).collect(Collectors.toSet()));
        for (var line : lines.others()) {
            for (var entity : Cleanser.kept()) {
                if (!take(line, entity)) {
                    break;
                }
            }
        }
    }

    /** Whether it makes sense to go on with this plant. */
    private boolean take(PlantLine line, Entity entity) {
        var label = line.plant().label();
        try (var reply = line.send(list(entity))) {
            if (!reply.good()) {
                LOG.log(DEBUG, "list was refused plant={0} list={1} status={2}", label, entity, reply.status());
                return true;
            }
            try (var rows = new Learning(new JsonRows(label, spool.take(reply)), entity)) {
                snapshots.keep(label, entity, rows);
            }
            return true;
        } catch (Problem e) {
            LOG.log(DEBUG, "no snapshot plant={0} list={1} why={2}", label, entity, e.getMessage());
            return false;
        } catch (IOException e) {
            LOG.log(WARNING, "no snapshot plant={0} list={1} why={2}", label, entity, e.getMessage());
            return false;
        }
    }

    private Outbound list(Entity entity) {
        var own = lines.plants().local().label();
        return new Outbound(
                "GET",
                entity.collection(),
                List.of(Map.entry("Accept", "application/json")),
                new byte[0],
                new Caller("router@" + own, "router", own, Role.VIEW),
                Role.VIEW,
                world.newId().toString(),
                false);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                roundThatMayFail();
                rest();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void rest() throws InterruptedException {
        if (bell.tryAcquire(every.toNanos(), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
    }

    private void roundThatMayFail() {
        try {
            round();
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "a round of snapshots failed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Passes rows on and remembers whose they are. */
    private final class Learning implements RowSource {
        private final RowSource rows;
        private final Entity entity;

        Learning(RowSource rows, Entity entity) {
            this.rows = rows;
            this.entity = entity;
        }

        @Override
        public java.util.Optional<Row> next() throws IOException {
            var next = rows.next();
            // Networks may be shared: everybody has those, so that they say nothing about where they belong.
            if (entity != Entity.NETWORK) {
                next.ifPresent(row -> metalplant.router.merge.Keys.of(row.bytes(), entity.key())
                        .ifPresent(id -> directory.learn(entity, id, row.plant())));
            }
            return next;
        }

        @Override
        public boolean wasNull() {
            return rows.wasNull();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
