package metalplant.bootstrap;

import static java.lang.System.Logger.Level.WARNING;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.bootstrap.images.BundledImages;
import metalplant.bootstrap.images.ImageServices;
import metalplant.bootstrap.nsq.NsqBinaries;
import metalplant.bootstrap.nsq.NsqBroker;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.process.LogTail;
import metalplant.bootstrap.process.Supervised;
import metalplant.bootstrap.seed.BootArtefacts;
import metalplant.bootstrap.seed.Seeder;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.imagestore.http.ServerConfig;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.server.PlantConfig;
import metalplant.store.DatabaseConfig;

/**
 * A whole plant in one process and its children, in the order in which its parts need each other: lock, keys,
 * database, broker, files, server, seed, rack. {@link #close} takes them down in the opposite order.
 */
final class Plant implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Plant.class.getName());
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int IMAGE_YEARS_DAYS = 3650;

    private final Folders folders;
    private final Progress progress;
    private final World world;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closing;
    private volatile boolean holdsLock;

    Plant(Folders folders, Progress progress, World world) {
        this.folders = folders;
        this.progress = progress;
        this.world = world;
    }

    /**
     * A plant whose API is up and seeded.
     *
     * @param status its document so far; the rack has been started but not waited for
     */
    record Started(StatusDocument status, Settings settings, PlantApi api, Optional<Supervised> rack) {}

    /** Starts everything but does not wait for the rack; whatever was started when it fails is stopped by {@link #close}. */
    Started start(RunOptions options, ServerStarter starter) {
        own(PlantLock.take(folders.lock()));
        holdsLock = true;
        if (Files.exists(folders.restoring())) {
            throw Problem.refused(
                    "a restore into %s did not end: run ./plantctl backup restore once more, or remove the folder"
                            .formatted(folders.data()));
        }
        StatusDocument.bare(folders.data(), StatusDocument.State.STARTING).write(folders.status());
        return startParts(options, starter);
    }

    /** Whether the folder is this plant's. */
    boolean holdsLock() {
        return holdsLock;
    }

    /** May come at any time, also in the middle of a start. */
    @Override
    public void close() {
        synchronized (parts) {
            closing = true;
        }
        for (var part = pop(); part.isPresent(); part = pop()) {
            try {
                part.get().close();
            } catch (Exception e) {
                LOG.log(WARNING, "a part did not stop cleanly", e);
            }
        }
    }

    /** Waits until every machine of the simulated rack is waiting or given away. */
    void awaitRack(Started started, Duration patience) {
        var wanted = started.settings().rack();
        if (wanted == 0) {
            return;
        }
        progress.step(
                "rack: %d machines register and wait".formatted(wanted),
                () -> "(%s of %d)".formatted(reached(started), wanted),
                () -> {
                    await(patience, () -> hasSettled(started), () -> rackProblem(started, wanted, patience));
                    return wanted;
                });
    }

    private Started startParts(RunOptions options, ServerStarter starter) {
        // First of all: a wrong one is told before anything has been started.
        var chosen = OptionsFile.read(folders.options());
        var settings = settings(options);
        var listen = ServerSetup.address(settings.listen());
        var ports = settings.ports();
        var secrets = new Secrets(folders.secrets());
        var pki = progress.step(
                "certificates: the plant's own authority",
                () -> PlantPki.open(
                        folders.pki(),
                        new PlantPki.Names(settings.partition(), HostAddresses.of(listen)),
                        world.now(),
                        Build.built()));
        var database = database(options, secrets, ports);
        var nsq = nsq(pki, ports);
        var files = files(ports, secrets, listen);
        var setup = new ServerSetup(
                folders,
                settings.partition(),
                new ServerSetup.Listeners(
                        new InetSocketAddress(listen, ports.api()),
                        new InetSocketAddress(listen, ports.grpc()),
                        new InetSocketAddress(listen, ports.router()),
                        ports.mesh(),
                        ports.ledger()),
                chosen,
                Namespace.of(folders).isPresent());
        var config = setup.config(pki, secrets, database, nsq, Optional.empty());
        var server = own(progress.step("server: schema, REST and gRPC", () -> starter.start(config)));
        var api = URI.create("http://" + ServerSetup.host(listen) + ":" + server.apiPort() + ServerSetup.BASE_PATH);
        var client = own(
                new PlantApi(api, new HmacSigner("Metal-Admin", config.hmac().admin()), CALL_TIMEOUT, world));
        seed(client, settings, files);
        MetalctlConfig.write(
                folders.metalctl(), settings.partition(), api, config.hmac().admin());
        var status = StatusDocument.of(new StatusDocument.Facts(
                settings,
                folders,
                api,
                URI.create((chosen.router().tls().secures(listen) ? "https://" : "http://") + ServerSetup.host(listen)
                        + ":" + ports.router() + ServerSetup.BASE_PATH),
                ServerSetup.host(listen) + ":" + server.grpcPort(),
                config.hmac(),
                pki,
                database,
                nsq,
                pki.nsqClientCombined(),
                files,
                Build.version(),
                ProcessHandle.current().pid(),
                world.now().truncatedTo(ChronoUnit.SECONDS)));
        status.write(folders.status());
        var rack = rack(settings);
        return new Started(status, settings, client, rack);
    }

    private Settings settings(RunOptions options) {
        var settings = Settings.resolve(folders, options, world);
        var listen = ServerSetup.address(settings.listen());
        settings.write(folders.settings());
        new Leftovers(folders, world).stopChildren();
        settings.ports().taken(listen).ifPresent(port -> {
            throw Problem.refused("port %s is in use by another program: end it, or choose other ports with --port-base"
                    .formatted(port));
        });
        return settings;
    }

    private DatabaseConfig database(RunOptions options, Secrets secrets, Ports ports) {
        var url = options.databaseUrl().or(secrets::databaseUrl);
        if (url.isPresent()) {
            var config = DatabaseUrl.parse(url.get());
            secrets.keepDatabaseUrl(url.get());
            progress.say("database: " + config.jdbcUrl().replaceFirst("[?].*", ""));
            return config;
        }
        var binaries = progress.step(
                "database: PostgreSQL " + Build.postgresVersion() + " programs",
                () -> PostgresBinaries.in(Folders.cache(), Build.postgresVersion()));
        var postgres = own(progress.step(
                "database: start, fsync on",
                () -> EmbeddedPostgres.start(
                        new EmbeddedPostgres.Layout(
                                folders.postgres(),
                                folders.logs().resolve("postgres.log"),
                                folders.run().resolve("postgres.pid"),
                                ports.database(),
                                secrets.databasePassword()),
                        binaries,
                        PlainUser.find(),
                        world)));
        return DatabaseUrl.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private Optional<PlantConfig.NsqSettings> nsq(PlantPki pki, Ports ports) {
        var binaries = NsqBinaries.in(Folders.cache());
        if (binaries.isEmpty()) {
            progress.say(
                    "NSQ: !!! nsqd is not built (no Go?): the bus stays IN MEMORY and metal-bmc cannot connect !!!");
            LOG.log(WARNING, "nsqd is not built, bus stays in memory cache={0}", Folders.cache());
            return Optional.empty();
        }
        var broker = own(progress.step(
                "NSQ: nsqd and nsqlookupd",
                () -> NsqBroker.start(binaries.get(), ports.nsq(), pki, folders.nsq(), folders.logs(), world)));
        return Optional.of(new PlantConfig.NsqSettings(
                broker.tcp(), broker.http(), pki.caCert(), pki.nsqClientCert(), pki.nsqClientKey()));
    }

    private String files(Ports ports, Secrets secrets, InetAddress listen) {
        return progress.step("files: kernel, boot image and OS images", () -> {
            BootArtefacts.makeMissing(folders.files());
            var api = URI.create("http://" + ServerSetup.host(listen) + ":" + ports.api() + ServerSetup.BASE_PATH);
            var service = own(ImageServices.start(
                    folders,
                    OptionsFile.images(folders.options()),
                    new ServerConfig(
                            new InetSocketAddress(listen, ports.files()),
                            Optional.empty(),
                            ServerConfig.CONNECTIONS_MAX,
                            ServerConfig.SILENCE),
                    api,
                    new HmacSigner("Metal-View", secrets.hmac().view()),
                    world));
            BundledImages.takeIn(folders.files(), service.depot());
            return service.url(ServerSetup.host(listen));
        });
    }

    private void seed(PlantApi api, Settings settings, String files) {
        progress.step("API: healthy", () -> {
            await(
                    HEALTH_PATIENCE,
                    api::isHealthy,
                    () -> Problem.of(
                            ProblemCode.TOO_BUSY,
                            "the API does not become healthy: "
                                    + api.get("v1/health").text()));
            return true;
        });
        var seeder = new Seeder(
                api,
                Map.of(
                        "partition", settings.partition(),
                        "files", files,
                        "expires",
                                world.now()
                                        .truncatedTo(ChronoUnit.DAYS)
                                        .plus(IMAGE_YEARS_DAYS, ChronoUnit.DAYS)
                                        .toString()));
        if (settings.seeded()) {
            seeder.correctAddresses();
            return;
        }
        progress.step("seed: tenant, partition, networks, sizes, images, layouts", () -> {
            seeder.createMissing();
            seeder.correctAddresses();
            settings.asSeeded().write(folders.settings());
            return true;
        });
    }

    private Optional<Supervised> rack(Settings settings) {
        if (settings.rack() == 0) {
            return Optional.empty();
        }
        return Optional.of(own(RackProcess.start(folders, settings.rack(), folders.status(), world)));
    }

    /** Whether every server of the simulated rack waits or is given away, as far as a restored plant lets them. */
    boolean hasSettled(Started started) {
        var wanted = started.settings().rack();
        return wanted == 0
                || settled(started).filter(count -> count >= wanted).isPresent()
                || Unconfirmed.ask(started.api())
                        .filter(Unconfirmed::holdsMachines)
                        .isPresent();
    }

    private Optional<Integer> settled(Started started) {
        return RackCount.ask(started.api(), started.settings().partition())
                .map(count -> count.settled(RackProcess.waiting(folders)));
    }

    private String reached(Started started) {
        return settled(started).map(String::valueOf).orElse("?");
    }

    private Problem rackProblem(Started started, int wanted, Duration patience) {
        var log = folders.logs().resolve("rack.log");
        return Problem.of(
                ProblemCode.TOO_BUSY,
                "only %s of %d machines wait after %d s; the rack says of itself: %s; its log %s ends in:%n  %s"
                        .formatted(
                                reached(started),
                                wanted,
                                patience.toSeconds(),
                                RackProcess.summary(folders),
                                log,
                                String.join("\n  ", LogTail.of(log, 8))));
    }

    private void await(Duration patience, Supplier<Boolean> condition, Supplier<Problem> failure) {
        var deadline = world.nanos() + patience.toNanos();
        while (!condition.get()) {
            if (world.nanos() - deadline > 0) {
                throw failure.get();
            }
            try {
                world.pause(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure.get().because(e);
            }
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        synchronized (parts) {
            if (!closing) {
                parts.push(part);
                return part;
            }
        }
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(WARNING, "a part did not stop cleanly", e);
        }
        throw Problem.of(ProblemCode.TOO_BUSY, "the plant is being stopped");
    }

    private Optional<AutoCloseable> pop() {
        synchronized (parts) {
            return Optional.ofNullable(parts.poll());
        }
    }
}
