package metalplant.router;

import io.helidon.webserver.http.HttpRouting;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metalplant.door.DoorAuth;
import metalplant.door.hmac.HmacAuth;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.door.DoorParts;
import metalplant.router.door.RouterDoor;
import metalplant.router.exchange.PlantLines;
import metalplant.router.find.Locator;
import metalplant.router.find.RouteFinder;
import metalplant.router.merge.Spool;
import metalplant.router.plants.Directory;
import metalplant.router.plants.Plants;
import metalplant.router.snapshot.SnapshotLoop;
import metalplant.router.snapshot.Snapshots;
import metalplant.router.table.Entity;

/** All parts of a federation door, put together; whoever opens it gives it a listener. */
public final class Router implements AutoCloseable {
    private final PlantLines lines;
    private final RouterDoor door;
    private final SnapshotLoop loop;
    private final Snapshots snapshots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param auth verifies who calls at this door, with the keys of the federation */
    public Router(RouterConfig config, Plants plants, HmacAuth auth, World world) {
        this(config, plants, DoorAuth.signed(auth), world);
    }

    /** @param auth verifies who calls at this door, with the keys of the federation and the issuers of this plant */
    public Router(RouterConfig config, Plants plants, DoorAuth auth, World world) {
        this(config, plants, auth, world, Traces.NONE);
    }

    /** The same, watched. */
    public Router(RouterConfig config, Plants plants, DoorAuth auth, World world, Traces traces) {
        this.lines = new PlantLines(plants, config.waits(), world, traces);
        var directory = new Directory(config.directoryMax());
        this.snapshots = new Snapshots(config.folder().resolve("snapshots"), config.snapshots(), world);
        var spool = new Spool(config.folder().resolve("answers"), config.answerMaxBytes());
        var locator = new Locator(lines, directory, snapshots, threads);
        var parts = new DoorParts(lines, directory, snapshots, spool, locator, threads);
        this.door = parts.door(config.basePath(), auth, new RouteFinder(lines, locator), world, traces);
        this.loop = new SnapshotLoop(lines, snapshots, directory, spool, config.snapshotEvery(), world);
    }

    /** Adds the door to a listener. */
    public void routing(HttpRouting.Builder routing) {
        door.routing(routing);
    }

    /** The ways to the plants behind the door, for what asks them on its own. */
    public PlantLines lines() {
        return lines;
    }

    /** Begins to take snapshots. */
    public Router start() {
        loop.start();
        return this;
    }

    /** One round of snapshots, now. */
    public void takeSnapshots() {
        loop.round();
    }

    /**
     * What is known of the plants may have changed: connections to those that are none any more end, and one that was never seen is looked at
     * soon.
     */
    public void plantsChanged() {
        lines.dropGone();
        boolean unseen = lines.others().stream()
                .anyMatch(line -> line.plant().reachable()
                        && snapshots.of(line.plant().label(), Entity.MACHINE).isEmpty());
        if (unseen) {
            loop.soon();
        }
    }

    @Override
    public void close() {
        loop.close();
        lines.close();
        threads.shutdownNow();
    }
}
