package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bmc.report.InventoryConfig;
import metalplant.bootstrap.bmc.BmcConfig;
import metalplant.bootstrap.bmc.BmcLogin;
import metalplant.bootstrap.bmc.BmcService;
import metalplant.bootstrap.bmc.PlantSink;
import metalplant.bootstrap.process.Foreground;
import metalplant.bus.NsqConfig;
import metalplant.bus.NsqTls;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.plan.DhcpConfig;
import picocli.CommandLine.Command;

/** The entry point {@code plant-bmc} of the appliance's container. It sees no folder of the plant but what is made for it (ADR 46). */
@Command(
        name = "plant-bmc",
        hidden = true,
        description = {
            "Drives management controllers until SIGTERM; started by its unit. All it is told is in its environment:"
                    + " PLANT_BMC_PARTITION, PLANT_BMC_SECRETS, and what docs/bmc.md names.",
            ""
        })
final class PlantBmcCommand implements Callable<Integer> {
    static final int PAGES = 4282;
    private static final int NSQ_TCP = 4150;
    private static final int NSQ_HTTP = 4151;
    private static final int IPMI = 623;
    private static final int EVERY_SECONDS = 300;
    private static final int HTTPS = 443;

    private final World world;
    private final Variables given;

    PlantBmcCommand(World world, Map<String, String> environment) {
        this.world = world;
        this.given = new Variables("PLANT_BMC_", environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.toJournal();
        var key = AtomicFile.read(secret("controllers.key")).strip();
        var api = new PlantApi(
                given.api("API").orElse(URI.create("http://127.0.0.1:8080/metal/")),
                new HmacSigner(PlantSink.KEY, key),
                BmcCommand.CALL,
                world);
        var service = BmcService.start(config(), nsq(), api, world);
        Foreground.untilStopped(service::close);
        return 0;
    }

    private Path secret(String name) {
        return Path.of(given.text("SECRETS").orElse("/run/metal-plant/plant-bmc"))
                .resolve(name);
    }

    /** What the environment says. @throws Problem BAD_REQUEST that names the variable */
    BmcConfig config() {
        return new BmcConfig(
                given.required("PARTITION", Optional::of, "the id of the partition"),
                Path.of(given.text("LEASES").orElse(DhcpConfig.Places.APPLIANCE.leases())),
                Path.of(given.text("FOLDER").orElse("/var/lib/metal-plant/bmc")).resolve("certificates"),
                "https",
                given.port("REDFISH_PORT", HTTPS),
                "ipmitool",
                inventory(),
                new InetSocketAddress("127.0.0.1", given.port("PAGES_PORT", PAGES)));
    }

    /** Without networks in which controllers are, or without a user, nothing is looked at. */
    private InventoryConfig inventory() {
        var allowed = given.list("ALLOWED", PlantBmcCommand::prefix, "IPv4 prefixes with commas between");
        var login = BmcLogin.read(secret(BmcLogin.FILE));
        return new InventoryConfig(
                Duration.ofSeconds(given.number("EVERY_SECONDS", EVERY_SECONDS, Variables.PORT_MAX)),
                login.map(BmcLogin::user).orElse(""),
                login.map(BmcLogin::password).orElse(""),
                given.port("IPMI_PORT", IPMI),
                allowed,
                new HashSet<>(given.list("IGNORED", PlantBmcCommand::mac, "MACs with commas between")),
                BmcCommand.TIMEOUT);
    }

    private static Optional<Cidr> prefix(String text) {
        return Cidr.tryParse(text).filter(prefix -> prefix.family() == AddressFamily.IPV4);
    }

    private static Optional<String> mac(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}") ? Optional.of(lower) : Optional.empty();
    }

    private NsqConfig nsq() {
        return new NsqConfig(
                given.socket("NSQ_TCP").orElse(new InetSocketAddress("127.0.0.1", NSQ_TCP)),
                given.socket("NSQ_HTTP").orElse(new InetSocketAddress("127.0.0.1", NSQ_HTTP)),
                Optional.of(NsqTls.ofPem(secret("ca.crt"), secret("nsq-client.crt"), secret("nsq-client.key"))));
    }
}
