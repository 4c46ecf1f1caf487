package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.bmc.BmcLogin;
import metalplant.bootstrap.console.ConsoleService;
import metalplant.bootstrap.process.Foreground;
import metalplant.cli.api.HmacSigner;
import metalplant.console.ConsoleConfig;
import metalplant.console.access.Limits;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;
import picocli.CommandLine.Command;

/**
 * The entry point {@code plant-console} of the appliance's container. It faces strangers, and sees no folder of the plant but its own, what is
 * made for it, and what the API writes for it (ADR 46).
 */
@Command(
        name = "plant-console",
        hidden = true,
        description = {
            "Serves consoles until SIGTERM; started by its unit. All it is told is in its environment: PLANT_CONSOLE_API,"
                    + " PLANT_CONSOLE_ROUTER, PLANT_CONSOLE_PEERS, and what docs/console.md names.",
            ""
        })
final class PlantConsoleCommand implements Callable<Integer> {
    static final int SSH = 5222;
    static final int PAGES = 4281;
    private static final int PEERS = 3333;
    private static final int LINGER_SECONDS = 120;

    private final World world;
    private final Variables given;

    PlantConsoleCommand(World world, Map<String, String> environment) {
        this.world = world;
        this.given = new Variables("PLANT_CONSOLE_", environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.toJournal();
        var service = ConsoleService.start(
                config(),
                doors(),
                BmcLogin.read(secret(BmcLogin.FILE))
                        .map(login -> new ConsoleService.CommonLogin(login.user(), login.password()))
                        .orElse(new ConsoleService.CommonLogin("", "")),
                new InetSocketAddress("127.0.0.1", given.port("PAGES_PORT", PAGES)),
                world);
        Foreground.untilStopped(service::close);
        return 0;
    }

    private Path secret(String name) {
        return Path.of(given.text("SECRETS").orElse("/run/metal-plant/plant-console"))
                .resolve(name);
    }

    private ConsoleService.PlantDoors doors() {
        return new ConsoleService.PlantDoors(
                given.api("API").orElse(URI.create("http://127.0.0.1:8080/metal/")),
                given.api("ROUTER").orElse(URI.create("https://127.0.0.1/metal/")),
                new HmacSigner("Metal-View", AtomicFile.read(secret("view.key")).strip()),
                given.text("ADMIN_GROUP").orElse("maas-all-all-admin"),
                Optional.empty());
    }

    /** What the environment says. @throws Problem BAD_REQUEST that names the variable */
    ConsoleConfig config() {
        return new ConsoleConfig(
                new InetSocketAddress("0.0.0.0", given.port("PORT", SSH)),
                new InetSocketAddress("::", given.port("PEER_PORT", PEERS)),
                Path.of(given.text("FOLDER").orElse("/var/lib/metal-plant/console")),
                Path.of(given.text("PEERS").orElse("/var/lib/metal-plant/plant/federation/console")),
                Optional.empty(),
                "ipmitool",
                Duration.ofSeconds(given.number("LINGER_SECONDS", LINGER_SECONDS, Variables.PORT_MAX)),
                given.flag("RECORD"),
                Limits.DEFAULT);
    }
}
