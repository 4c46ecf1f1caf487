package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import metalplant.boot.BootConfig;
import metalplant.boot.BootServer;
import metalplant.boot.plant.GrpcPlant;
import metalplant.boot.switches.KnownSwitch;
import metalplant.bootstrap.process.Foreground;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.DhcpConfig;
import metalplant.plan.SwitchDhcp;
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
    private static final int PORT_MAX = 65_535;
    private static final int PROBE_SECONDS = 60;

    private final World world;
    private final Map<String, String> environment;

    PlantBootCommand(World world, Map<String, String> environment) {
        this.world = world;
        this.environment = environment;
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
        var network = required("ADDRESS", Cidr::tryParse, form);
        var address = required("ADDRESS", text -> IpAddress.tryParse(text.replaceFirst("/.*", "")), form);
        var certificates = Path.of(text("CERTIFICATES").orElse("/run/metal-plant/plant-boot"));
        return new BootConfig(
                required("PARTITION", Optional::of, "the id of the partition"),
                address,
                network,
                list("RELAYED", Cidr::tryParse, "prefixes with commas between"),
                optional("DHCP_SERVER", IpAddress::tryParse, "an address"),
                number("PORT", DhcpConfig.SCRIPTS, PORT_MAX),
                new BootConfig.PlantDoor(
                        optional("PLANT", PlantBootCommand::socket, "ADDRESS:PORT")
                                .orElse(new InetSocketAddress("127.0.0.1", BOOT_DOOR)),
                        new GrpcPlant.Identity(
                                certificates.resolve("ca.crt"),
                                certificates.resolve("boot-server.crt"),
                                certificates.resolve("boot-server.key"))),
                optional("API", PlantBootCommand::uri, "the address of the plant's API, with a slash at its end")
                        .orElse(URI.create("http://127.0.0.1:8080/metal/")),
                new BootConfig.ForMachines(
                        text("MACHINES_GRPC").orElse(address + ":" + BOOT_DOOR),
                        list("TIME", Optional::of, "names or addresses with commas between"),
                        text("DEBUG").filter("true"::equals).isPresent()),
                Path.of(text("LEASES").orElse(DhcpConfig.Places.APPLIANCE.leases())),
                Path.of(text("IMAGES").orElse("/var/lib/metal-plant/images")),
                Duration.ofSeconds(number("PROBE_SECONDS", PROBE_SECONDS, PORT_MAX)),
                switches());
    }

    private Optional<BootConfig.ForSwitches> switches() {
        var form = "an address with the length of its network, as 172.16.0.1/24";
        return optional("SWITCHES_ADDRESS", Cidr::tryParse, form)
                .map(network -> new BootConfig.ForSwitches(
                        required("SWITCHES_ADDRESS", text -> IpAddress.tryParse(text.replaceFirst("/.*", "")), form),
                        network,
                        Path.of(text("SWITCHES").orElse("/run/metal-plant/plant-boot/switches.json")),
                        Path.of(text("SWITCHES_PROGRESS")
                                .orElse("/var/lib/metal-plant/switches/progress/progress.json"))));
    }

    /** The dnsmasq that belongs to a boot server. */
    private DhcpConfig dhcp(BootConfig config) {
        return new DhcpConfig(
                config.address(),
                config.prefix(),
                config.relayed(),
                config.dhcpServer(),
                config.partition() + ".plant.internal",
                config.port(),
                new DhcpConfig.Places(
                        config.leases().toString(), text("PROGRAMS").orElse(DhcpConfig.Places.APPLIANCE.programs())),
                config.switches().map(each -> dhcp(each, config.port())));
    }

    /** Those that the boot server is given. */
    private static SwitchDhcp dhcp(BootConfig.ForSwitches switches, int port) {
        return new SwitchDhcp(
                switches.address(),
                switches.prefix(),
                port,
                KnownSwitch.All.read(switches.given()).switches().stream()
                        .map(each -> new SwitchDhcp.Host(each.name(), each.mac(), IpAddress.parse(each.address())))
                        .toList());
    }

    private static Optional<InetSocketAddress> socket(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,4}|[0-5][0-9]{4}")
                ? Optional.empty()
                : Optional.of(
                        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    private static Optional<URI> uri(String text) {
        return text.matches("https?://[A-Za-z0-9.:-]+/([A-Za-z0-9/-]+/)?")
                ? Optional.of(URI.create(text))
                : Optional.empty();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(environment.get("PLANT_BOOT_" + name)).filter(text -> !text.isBlank());
    }

    private <T> T required(String name, Function<String, Optional<T>> reader, String form) {
        return optional(name, reader, form)
                .orElseThrow(() -> Problem.bad("PLANT_BOOT_%s is not set; it is %s".formatted(name, form)));
    }

    private <T> Optional<T> optional(String name, Function<String, Optional<T>> reader, String form) {
        return text(name).map(text -> read(name, text, reader, form));
    }

    private <T> List<T> list(String name, Function<String, Optional<T>> reader, String form) {
        return text(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(each -> read(name, each, reader, form))
                .toList();
    }

    private int number(String name, int otherwise, int max) {
        return optional(
                        name,
                        text -> Optional.of(text)
                                .filter(each -> each.matches("[0-9]{1,5}"))
                                .map(Integer::valueOf)
                                .filter(each -> each > 0 && each <= max),
                        "a number from 1 to " + max)
                .orElse(otherwise);
    }

    private static <T> T read(String name, String text, Function<String, Optional<T>> reader, String form) {
        return reader.apply(text)
                .orElseThrow(() -> Problem.bad("PLANT_BOOT_%s is %s, not \"%s\"".formatted(name, form, text)));
    }
}
