package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import metalplant.bootstrap.upgrade.ApplianceBox;
import metalplant.host.SystemdUnits;
import metalplant.model.Problem;
import metalplant.model.World;

/** Wires the host agent to the box it runs on. */
public final class PlantdMain {
    private static final int WIZARD_SECONDS = 300;
    private static final int WIZARD_SECONDS_MAX = 86_400;

    private PlantdMain() {}

    /** Runs until SIGTERM. */
    public static int run(World world, Map<String, String> environment) throws InterruptedException {
        var host = Host.APPLIANCE;
        var patience = wizard(environment);
        try (var consoles = TtyConsoles.open(TtyConsoles.ofSystem());
                var units = SystemdUnits.ofThisHost(world)) {
            var box = new Box(
                    host,
                    world,
                    new HostUnits(units, world),
                    BoxClock.ofSystem(),
                    Tpm2Tools.ofSystem(host.run()),
                    HardwareId.ofSystem(),
                    consoles,
                    Owners.FIXED,
                    new Warnings(),
                    new ApplianceBox(host.run(), host.var(), host.media()));
            var plantd = new Plantd(box, patience, _ -> {});
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                plantd.close();
                                try {
                                    plantd.awaitEnd();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "stop"));
            plantd.run();
            return 0;
        }
    }

    private static Duration wizard(Map<String, String> environment) {
        var text = Optional.ofNullable(environment.get("PLANT_WIZARD_SECONDS"))
                .filter(each -> !each.isBlank())
                .orElse(String.valueOf(WIZARD_SECONDS));
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > WIZARD_SECONDS_MAX) {
            throw Problem.bad("PLANT_WIZARD_SECONDS is a number of seconds up to %d".formatted(WIZARD_SECONDS_MAX));
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }
}
