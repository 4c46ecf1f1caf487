package metalplant.router.door;

import java.util.concurrent.ExecutorService;
import metalplant.door.DoorAuth;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.exchange.Outcomes;
import metalplant.router.exchange.PlantLines;
import metalplant.router.find.Locator;
import metalplant.router.find.RouteFinder;
import metalplant.router.merge.Spool;
import metalplant.router.plants.Directory;
import metalplant.router.snapshot.Snapshots;

/** What a door is made of. */
public record DoorParts(
        PlantLines lines,
        Directory directory,
        Snapshots snapshots,
        Spool spool,
        Locator locator,
        ExecutorService threads) {

    /** @param basePath starts and ends with a slash */
    public RouterDoor door(String basePath, DoorAuth auth, RouteFinder routes, World world, Traces traces) {
        var answers = new Answers(directory);
        return new RouterDoor(
                basePath,
                auth,
                routes,
                new Deliveries(lines, directory, locator, new Outcomes(world), threads),
                new Lists(lines.plants(), answers, directory, snapshots, spool, threads),
                answers,
                world,
                traces);
    }
}
