package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.HostAddresses;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.Settings;
import metalplant.bootstrap.images.BundledImages;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.seed.Seeder;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.PlantPlan;
import metalplant.store.DatabaseConfig;
import metalplant.store.SqlStore;

/** The steps around the plant's own services: authority, database, broker, API. */
final class ServiceSteps {
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(90);
    private static final Duration LISTEN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration API_PATIENCE = Duration.ofMinutes(2);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final int NUMBER_MAX = 32;
    private static final Path UNPRIVILEGED = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    private final Box box;

    ServiceSteps(Box box) {
        this.box = box;
    }

    /** Words, certificates and settings: all that the plant's own folder needs before anything runs on it. */
    void authority(Step.Run run) {
        var plan = plan();
        var folders = Folders.create(box.host().plant().data());
        run.point("folders");
        var secrets = new Secrets(folders.secrets());
        secrets.hmac();
        secrets.databasePassword();
        run.point("words");
        pki(plan);
        run.point("certificates");
        var kept = Settings.read(folders.settings());
        if (kept.isEmpty()) {
            new Settings(plan.place().partition(), box.host().ports().api().getPort(), "0.0.0.0", 0, false)
                    .write(folders.settings());
        }
        if (!Files.exists(folders.options())) {
            AtomicFile.write(
                    folders.options(),
                    """
                    # What the operator of this plant chose; docs/configuration.md names every key.
                    # Addresses of kernels and images are not tried before they are stored: what they name may come later.
                    url-check.enabled=false
                    # The port that the packet filter of this box opens for invites.
                    federation.pairing-port=4242
                    backup.to=disk:%s
                    %s""".formatted(box.host().var().resolve("backup"), names(plan)),
                    AtomicFile.PUBLIC);
        }
        box.owners().give(folders.data(), Owners.METAL_PLANT);
    }

    /** Clients that reach the plant by the address of all plants are shown a certificate with it. */
    private static String names(PlantPlan plan) {
        return plan.reach()
                .map(each -> "router.names=%s\n".formatted(each.address()))
                .orElse("");
    }

    PlantPki pki(PlantPlan plan) {
        var pki = PlantPki.open(
                box.host().plant().pki(),
                new PlantPki.Names(plan.place().partition(), HostAddresses.all()),
                box.world().now(),
                Build.built());
        if (plan.database() == PlantPlan.Engine.COCKROACH) {
            pki.withCockroach(box.world().now(), Build.built());
        }
        return pki;
    }

    void databaseGiven(Step.Run run) {
        give(plan());
        run.point("written");
    }

    /** Whether the database has to look again. */
    boolean give(PlantPlan plan) {
        var given = new Given(box.owners());
        var engine = engine(plan);
        var variables = new LinkedHashMap<String, String>();
        variables.put("PLANT_DATABASE_PORT", String.valueOf(engine.port()));
        variables.put("PLANT_DATABASE_PASSWORD", new Secrets(box.host().plant().secrets()).databasePassword());
        if (plan.database() == PlantPlan.Engine.COCKROACH) {
            var pki = PlantPki.at(box.host().plant().pki());
            var folder = box.host().given("cockroach");
            given.copy(pki.caCert(), folder.resolve("ca.crt"), Owners.COCKROACH)
                    .copy(pki.certificate("cockroach-node"), folder.resolve("node.crt"), Owners.COCKROACH)
                    .copy(pki.privateKey("cockroach-node"), folder.resolve("node.key"), Owners.COCKROACH)
                    .copy(pki.certificate("cockroach-root"), folder.resolve("client.root.crt"), Owners.COCKROACH)
                    .copy(pki.privateKey("cockroach-root"), folder.resolve("client.root.key"), Owners.COCKROACH);
            variables.put("PLANT_COCKROACH_HTTP_PORT", "8081");
        }
        given.environment(box.host().environment(plan.database().word()), variables);
        return given.changed();
    }

    void database(Step.Run run) {
        var engine = engine(plan());
        var starting = new Starting(box);
        run.waits(engine.unit() + " to start");
        starting.ensure(engine.unit(), false);
        run.point("started");
        run.waits(engine.unit() + " to answer");
        starting.await(
                DATABASE_PATIENCE,
                () -> prepared(engine) && engine.answers(),
                () -> "%s does not answer after %d s: plantctl logs %s"
                        .formatted(engine.unit(), DATABASE_PATIENCE.toSeconds(), engine.unit()));
    }

    /** The plan's database with the password that the plant's folder has, running. */
    DatabaseConfig startedDatabase(Step.Run run) {
        give(plan());
        database(run);
        return engine(plan()).config();
    }

    private static boolean prepared(Engine engine) {
        try {
            engine.prepare();
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    void schema(Step.Run run) {
        SqlStore.open(engine(plan()).config(), box.world()).close();
        run.point("migrated");
    }

    void broker(Step.Run run) {
        var changed = giveBroker();
        run.point("written");
        var ports = box.host().ports();
        var starting = new Starting(box);
        starting.ensure("nsqlookupd.service", false);
        listens("nsqlookupd.service", ports.lookupTcp());
        run.point("lookup");
        starting.ensure("nsqd.service", changed);
        listens("nsqd.service", ports.nsqTcp());
        listens("nsqd.service", ports.nsqHttp());
    }

    /** Whether nsqd has to look again. */
    boolean giveBroker() {
        var pki = PlantPki.at(box.host().plant().pki());
        var ports = box.host().ports();
        var folder = box.host().given("nsq");
        var lookup = Map.of(
                "PLANT_NSQLOOKUPD_TCP_PORT", String.valueOf(ports.lookupTcp()),
                "PLANT_NSQLOOKUPD_HTTP_PORT", String.valueOf(ports.lookupHttp()));
        var all = new LinkedHashMap<>(new java.util.TreeMap<>(lookup));
        all.put("PLANT_NSQD_TCP_PORT", String.valueOf(ports.nsqTcp()));
        all.put("PLANT_NSQD_HTTP_PORT", String.valueOf(ports.nsqHttp()));
        new Given(box.owners())
                .environment(box.host().environment("nsqlookupd"), new java.util.TreeMap<>(lookup))
                .environment(box.host().environment("nsqd"), all);
        return new Given(box.owners())
                .copy(pki.caCert(), folder.resolve("ca.crt"), Owners.NSQ)
                .copy(pki.nsqdCert(), folder.resolve("nsqd.crt"), Owners.NSQ)
                .copy(pki.nsqdKey(), folder.resolve("nsqd.key"), Owners.NSQ)
                .changed();
    }

    private void listens(String unit, int port) {
        new Starting(box)
                .await(
                        LISTEN_PATIENCE,
                        () -> isOpen(port),
                        () -> "%s does not listen on port %d after %d s: plantctl logs %s"
                                .formatted(unit, port, LISTEN_PATIENCE.toSeconds(), unit));
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    void api(Step.Run run) {
        var ports = box.host().ports();
        var variables = new LinkedHashMap<String, String>();
        variables.put("PLANT_DATA", box.host().plant().data().toString());
        variables.put("PLANT_DATABASE_URL", engine(plan()).url());
        variables.put("PLANT_NSQ_TCP", "127.0.0.1:" + ports.nsqTcp());
        variables.put("PLANT_NSQ_HTTP", "http://127.0.0.1:" + ports.nsqHttp());
        variables.put("PLANT_API", text(ports.api()));
        variables.put("PLANT_API_PORT", String.valueOf(ports.api().getPort()));
        variables.put("PLANT_GRPC", text(ports.grpc()));
        variables.put("PLANT_ROUTER", text(ports.router()));
        variables.put("PLANT_MESH_PORT", String.valueOf(ports.mesh()));
        variables.put("PLANT_LEDGER_PORT", String.valueOf(ports.ledger()));
        variables.put("PLANT_HOST_SOCKET", box.host().socket().toString());
        boolean changed = new Given(box.owners())
                .environment(box.host().environment("metal-api"), variables)
                .changed();
        run.point("written");
        allowPort(ports.router().getPort());
        box.owners().give(box.host().plant().data(), Owners.METAL_PLANT);
        run.waits("metal-api.service to start");
        new Starting(box).ensure("metal-api.service", changed);
        run.point("started");
        run.waits("the API to be healthy");
        try (var client = client()) {
            new Starting(box)
                    .await(
                            API_PATIENCE,
                            client::isHealthy,
                            () -> "the API is not healthy after %d s: plantctl logs metal-api.service"
                                    .formatted(API_PATIENCE.toSeconds()));
        }
    }

    /** The API's container is not root. Where the kernel does not let this be changed, the API says so itself. */
    private void allowPort(int port) {
        try {
            if (box.owners() == Owners.FIXED && unprivileged() > port) {
                Files.writeString(UNPRIVILEGED, String.valueOf(port));
            }
        } catch (IOException | NumberFormatException e) {
            box.warnings().set("port", "port %d cannot be opened to the API: %s".formatted(port, e.getMessage()));
        }
    }

    /** In one read: the kernel gives such a file from its beginning only, and whoever asks for a byte first gets a digit. */
    private static int unprivileged() throws IOException {
        try (var in = Files.newInputStream(UNPRIVILEGED)) {
            return Integer.parseInt(new String(in.readNBytes(NUMBER_MAX), US_ASCII).strip());
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    void partition(Step.Run run) {
        var folders = box.host().plant();
        var settings =
                Settings.read(folders.settings()).orElseThrow(() -> Problem.refused("the plant has no settings"));
        if (settings.seeded()) {
            return;
        }
        try (var client = client()) {
            new Seeder(
                            client,
                            PlanSeed.of(
                                    plan(),
                                    BundledImages.in(BoxImages.GIVEN),
                                    box.world().now()))
                    .createMissing();
        }
        run.point("registered");
        settings.asSeeded().write(folders.settings());
        box.owners().give(folders.settings(), Owners.METAL_PLANT);
    }

    PlantApi client() {
        URI url = box.host().ports().apiUrl();
        var admin = new Secrets(box.host().plant().secrets()).hmac().admin();
        return new PlantApi(url, new HmacSigner("Metal-Admin", admin), CALL_TIMEOUT, box.world());
    }

    private Engine engine(PlantPlan plan) {
        return new Engine(plan.database(), box.host());
    }

    private PlantPlan plan() {
        return PlanSource.accepted(box.host()).orElseThrow(() -> Problem.refused("no plan was accepted yet"));
    }
}
