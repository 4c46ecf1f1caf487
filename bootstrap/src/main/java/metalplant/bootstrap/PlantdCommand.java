package metalplant.bootstrap;

import java.util.concurrent.Callable;
import metalplant.bootstrap.plantd.PlantdMain;
import metalplant.model.World;
import picocli.CommandLine.Command;

/** {@code plantd}: the host agent of an appliance. */
@Command(
        name = "plantd",
        hidden = true,
        description = {
            "Runs the host agent of an appliance until SIGTERM: first boot, then units, certificates and the socket that plantctl talks to.",
            "Started by plantd.service, as root. PLANT_WIZARD_SECONDS says how long it waits for a person at the box (300; 0: not at all).",
            ""
        })
final class PlantdCommand implements Callable<Integer> {
    private final World world;

    PlantdCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.toJournal();
        return PlantdMain.run(world, System.getenv());
    }
}
