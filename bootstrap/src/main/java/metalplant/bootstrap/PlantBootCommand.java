package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.boot.BootConfig;
import metalplant.boot.BootServer;
import metalplant.boot.plant.GrpcPlant;
import metalplant.boot.switches.KnownSwitch;
import metalplant.bootstrap.process.Foreground;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.AddressRange;
import metalplant.plan.DhcpConfig;
import metalplant.plan.HostConfigs;
import metalplant.plan.ManagementDhcp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The entry point {@code plant-boot} of the appliance's container. It sees no folder of the plant but what is made for it (ADR 38). */
@Command(
        name = "plant-boot",
        hidden = true,
        description = {
            "Serves scripts, kernels and credentials to booting machines until SIGTERM; started by its unit. All it is told is in its"
                    + " environment: PLANT_BOOT_PARTITION, PLANT_BOOT_ADDRESS, PLANT_BOOT_CERTIFICATES, and what docs/boot.md names.",
            ""
        })
final class PlantBootCommand implements Callable<Integer> {
    private static final int BOOT_DOOR = 50_051;
    private static final int PROBE_SECONDS = 60;

    private final World world;
    private final Variables given;

    PlantBootCommand(World world, Map<String, String> environment) {
        this.world = world;
        this.given = new Variables("PLANT_BOOT_", environment);
    }

    @Option(
            names = "--dhcp-config",
            description =
                    "Prints the configuration of the dnsmasq beside it, and ends. PLANT_BOOT_PROGRAMS is the folder of iPXE's programs.")
    boolean dhcpConfig;

    @Override
    public Integer call() throws InterruptedException {
        if (dhcpConfig) {
            System.out.print(dhcp(config()).text());
            return 0;
        }
        LogSetup.toJournal();
        var server = BootServer.start(config(), world);
        Foreground.untilStopped(server::close);
        return 0;
    }

    /** What the environment says. @throws Problem BAD_REQUEST that names the variable */
    BootConfig config() {
        var form = "an address with the length of its network, as 172.16.4.1/22";
        var network = given.required("ADDRESS", Cidr::tryParse, form);
        var address = given.required("ADDRESS", text -> IpAddress.tryParse(text.replaceFirst("/.*", "")), form);
        var certificates = Path.of(given.text("CERTIFICATES").orElse("/run/metal-plant/plant-boot"));
        return new BootConfig(
                given.required("PARTITION", Optional::of, "the id of the partition"),
                address,
                network,
                given.list("RELAYED", Cidr::tryParse, "prefixes with commas between"),
                given.optional("DHCP_SERVER", IpAddress::tryParse, "an address"),
                given.port("PORT", DhcpConfig.SCRIPTS),
                new BootConfig.PlantDoor(
                        given.socket("PLANT").orElse(new InetSocketAddress("127.0.0.1", BOOT_DOOR)),
                        new GrpcPlant.Identity(
                                certificates.resolve("ca.crt"),
                                certificates.resolve("boot-server.crt"),
                                certificates.resolve("boot-server.key"))),
                given.api("API").orElse(URI.create("http://127.0.0.1:8080/metal/")),
                new BootConfig.ForMachines(
                        given.text("MACHINES_GRPC").orElse(address + ":" + BOOT_DOOR),
                        given.list("TIME", Optional::of, "names or addresses with commas between"),
                        given.flag("DEBUG")),
                Path.of(given.text("LEASES").orElse(DhcpConfig.Places.APPLIANCE.leases())),
                Path.of(given.text("IMAGES").orElse("/var/lib/metal-plant/images")),
                Duration.ofSeconds(given.number("PROBE_SECONDS", PROBE_SECONDS, Variables.PORT_MAX)),
                switches(),
                given.optional("MANAGEMENT", IpAddress::tryParse, "an address"));
    }

    private Optional<BootConfig.ForSwitches> switches() {
        var form = "an address with the length of its network, as 172.16.0.1/24";
        return given.optional("SWITCHES_ADDRESS", Cidr::tryParse, form)
                .map(network -> new BootConfig.ForSwitches(
                        given.required(
                                "SWITCHES_ADDRESS", text -> IpAddress.tryParse(text.replaceFirst("/.*", "")), form),
                        network,
                        Path.of(given.text("SWITCHES").orElse("/run/metal-plant/plant-boot/switches.json")),
                        Path.of(given.text("SWITCHES_PROGRESS")
                                .orElse("/var/lib/metal-plant/switches/progress/progress.json")),
                        Path.of(given.text("SWITCHES_KEY").orElse("/run/metal-plant/plant-boot/switches.key"))));
    }

    /** The dnsmasq that belongs to a boot server. */
    private DhcpConfig dhcp(BootConfig config) {
        return new DhcpConfig(
                config.address(),
                config.prefix(),
                config.relayed(),
                config.dhcpServer(),
                HostConfigs.domain(config.partition()),
                config.port(),
                new DhcpConfig.Places(
                        config.leases().toString(),
                        given.text("PROGRAMS").orElse(DhcpConfig.Places.APPLIANCE.programs())),
                config.switches().map(each -> management(each, config.port())));
    }

    /** The switches that the boot server is given, and the range of controllers. */
    private ManagementDhcp management(BootConfig.ForSwitches switches, int port) {
        return new ManagementDhcp(
                switches.address(),
                switches.prefix(),
                port,
                given.optional("CONTROLLERS", AddressRange::tryParse, "FIRST-LAST, as 172.16.0.128-172.16.0.254"),
                KnownSwitch.All.read(switches.given()).switches().stream()
                        .map(each -> new ManagementDhcp.Host(each.name(), each.mac(), IpAddress.parse(each.address())))
                        .toList());
    }
}
