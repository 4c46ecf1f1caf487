package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.process.Foreground;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.server.PlantConfig;
import metalplant.store.DatabaseConfig;
import picocli.CommandLine.Command;

/**
 * The entry point {@code metal-api} of the appliance's container: API, router and federation on a database and a broker that are units
 * of their own. Keys, words and options are in the data folder, which plantd has filled; addresses come from the environment (ADR 28).
 */
@Command(
        name = "metal-api",
        hidden = true,
        description = {
            "Runs API, router and federation of an appliance until SIGTERM; started by its unit. All it is told is in its environment:"
                    + " PLANT_DATA, PLANT_DATABASE_URL, PLANT_NSQ_TCP, PLANT_NSQ_HTTP, PLANT_API, PLANT_GRPC, PLANT_ROUTER, PLANT_MESH_PORT,"
                    + " PLANT_LEDGER_PORT, PLANT_HOST_SOCKET.",
            ""
        })
final class MetalApiCommand implements Callable<Integer> {
    private final ServerStarter starter;
    private final World world;
    private final Map<String, String> environment;

    MetalApiCommand(ServerStarter starter, World world, Map<String, String> environment) {
        this.starter = starter;
        this.world = world;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.toJournal();
        var folders = Folders.create(Path.of(required("PLANT_DATA")));
        var lock = PlantLock.take(folders.lock());
        var config = config(folders);
        var server = starter.start(config);
        status(folders, config, server).write(folders.status());
        Foreground.untilStopped(() -> {
            server.close();
            lock.close();
        });
        return 0;
    }

    private PlantConfig config(Folders folders) {
        var settings = settings(folders);
        var secrets = new Secrets(folders.secrets());
        var pki = PlantPki.at(folders.pki());
        var setup = new ServerSetup(
                folders,
                settings.partition(),
                new ServerSetup.Listeners(
                        address("PLANT_API"),
                        address("PLANT_GRPC"),
                        address("PLANT_ROUTER"),
                        number("PLANT_MESH_PORT"),
                        number("PLANT_LEDGER_PORT")),
                OptionsFile.read(folders.options()),
                true);
        var nsq = new PlantConfig.NsqSettings(
                address("PLANT_NSQ_TCP"),
                URI.create(required("PLANT_NSQ_HTTP")),
                pki.caCert(),
                pki.nsqClientCert(),
                pki.nsqClientKey());
        return setup.config(
                pki,
                secrets,
                database(secrets),
                Optional.of(nsq),
                Optional.ofNullable(environment.get("PLANT_HOST_SOCKET")).map(Path::of));
    }

    private DatabaseConfig database(Secrets secrets) {
        var named = DatabaseUrl.parse(required("PLANT_DATABASE_URL"));
        return named.password().isEmpty()
                ? DatabaseUrl.of(named.jdbcUrl(), named.user(), secrets.databasePassword())
                : named;
    }

    /** For plantctl, which finds a plant by its folder. */
    private StatusDocument status(Folders folders, PlantConfig config, ServerStarter.RunningServer server) {
        var pki = PlantPki.at(folders.pki());
        var router = config.router().orElseThrow();
        return StatusDocument.of(new StatusDocument.Facts(
                        settings(folders),
                        folders,
                        URI.create("http://" + ServerSetup.host(config.api().getAddress()) + ":" + server.apiPort()
                                + ServerSetup.BASE_PATH),
                        URI.create("https://" + ServerSetup.host(router.getAddress()) + ":" + router.getPort()
                                + ServerSetup.BASE_PATH),
                        ServerSetup.host(config.grpc().getAddress()) + ":" + server.grpcPort(),
                        config.hmac(),
                        pki,
                        config.database(),
                        config.nsq(),
                        pki.nsqClientCombined(),
                        "",
                        Build.version(),
                        ProcessHandle.current().pid(),
                        world.now().truncatedTo(ChronoUnit.SECONDS)))
                .with(StatusDocument.State.READY);
    }

    private static Settings settings(Folders folders) {
        return Settings.read(folders.settings())
                .orElseThrow(() -> Problem.refused("%s is missing: plantd makes it at first boot, before it starts this"
                        .formatted(folders.settings())));
    }

    private String required(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> Problem.bad(name + " is not set; plantd writes it into the environment of this unit"));
    }

    private int number(String name) {
        var text = required(name);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw Problem.bad("%s must be a port, not \"%s\"".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    private InetSocketAddress address(String name) {
        var text = required(name);
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw Problem.bad("%s must be ADDRESS:PORT, not \"%s\"".formatted(name, text));
        }
        return new InetSocketAddress(
                ServerSetup.address(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }
}
