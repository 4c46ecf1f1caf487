package metalplant.bootstrap;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import metalplant.bmc.report.InventoryConfig;
import metalplant.bootstrap.PlantCommand.DataOption;
import metalplant.bootstrap.bmc.BmcConfig;
import metalplant.bootstrap.bmc.BmcService;
import metalplant.bootstrap.bmc.PlantSink;
import metalplant.bootstrap.process.Foreground;
import metalplant.bus.NsqConfig;
import metalplant.bus.NsqTls;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plant bmc}. */
@Command(
        name = "bmc",
        description = {
            "Drives the management controllers of a plant's machines, until Ctrl-C: does the commands that the plant puts on its bus"
                    + " (power, boot device, light, firmware), says what became of each, and reports every controller that has a lease.",
            "",
            "Speaks Redfish, and IPMI through ipmitool. It takes metal-bmc's place and its channel on the bus: where both run, each command is"
                    + " done by one of them. A plant with simulated servers has such a service already: use --rack 0.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plant run --detach --rack 0",
            "  ./plant bmc --leases /var/lib/misc/dnsmasq.leases --user root --password-file bmc.password"
        })
final class BmcCommand implements Callable<Integer> {
    /** Of one request to the plant. */
    static final Duration CALL = Duration.ofSeconds(30);

    /** Of one controller that is looked at. */
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Mixin
    DataOption data = new DataOption();

    @Option(
            names = "--leases",
            paramLabel = "FILE",
            required = true,
            description = "The leases of the controllers' network, as dnsmasq or ISC dhcpd keep them.")
    Path leases = Path.of("");

    @Option(
            names = "--user",
            defaultValue = "ADMIN",
            description = "Who may ask every controller. Default: ${DEFAULT-VALUE}")
    String user = "ADMIN";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            required = true,
            description = "Holds that user's password, for the owner alone.")
    Path passwordFile = Path.of("");

    @Option(
            names = "--allowed",
            paramLabel = "PREFIX",
            defaultValue = "0.0.0.0/0",
            description = "Where controllers are; may be repeated. Default: ${DEFAULT-VALUE}")
    List<String> allowed = List.of();

    @Option(names = "--ignore", paramLabel = "MAC", description = "Has a lease and is no controller; may be repeated.")
    List<String> ignored = List.of();

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description = "How often all are looked at. Default: ${DEFAULT-VALUE}")
    Duration every = Duration.ofMinutes(5);

    @Option(names = "--ipmi-port", paramLabel = "PORT", defaultValue = "623", description = "Default: ${DEFAULT-VALUE}")
    int ipmiPort;

    @Option(
            names = "--redfish",
            paramLabel = "SCHEME:PORT",
            defaultValue = "https:443",
            description = "How Redfish is reached; http for simulated controllers. Default: ${DEFAULT-VALUE}")
    String redfish = "https:443";

    @Option(
            names = "--pages",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:0",
            description = "For /health, /status and /metrics. Default: ${DEFAULT-VALUE}, any port")
    String pages = "127.0.0.1:0";

    private final World world;

    BmcCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        var folders = data.folders();
        var status = StatusDocument.read(folders.status())
                .filter(document -> !document.text("nsq.tcp").isEmpty())
                .orElseThrow(() -> Problem.refused(
                        "no plant with a bus runs in %s: start one with ./plant run".formatted(folders.data())));
        var api = new PlantApi(
                URI.create(status.text("api.url")),
                new HmacSigner(
                        PlantSink.KEY, new Secrets(folders.secrets()).hmac().controllers()),
                CALL,
                world);
        var service = BmcService.start(config(status, folders), nsq(status), api, world);
        System.out.printf(
                "driving the management controllers of partition %s%nstate and figures: http://127.0.0.1:%d/status, /metrics%n",
                status.text("partition"), service.pagesPort());
        Foreground.untilStopped(service::close);
        return 0;
    }

    private BmcConfig config(StatusDocument status, Folders folders) {
        int colon = redfish.indexOf(':');
        if (!redfish.matches("https?:[0-9]{1,5}")) {
            throw Problem.bad("--redfish is SCHEME:PORT like https:443, not \"%s\"".formatted(redfish));
        }
        var password = AtomicFile.read(passwordFile).strip();
        return new BmcConfig(
                status.text("partition"),
                leases,
                folders.data().resolve("bmc-certificates"),
                redfish.substring(0, colon),
                Integer.parseInt(redfish.substring(colon + 1)),
                "ipmitool",
                new InventoryConfig(
                        every,
                        user,
                        password,
                        ipmiPort,
                        allowed.stream().map(BmcCommand::prefix).toList(),
                        lower(ignored),
                        TIMEOUT),
                ConsoleCommand.address("--pages", pages));
    }

    private static Cidr prefix(String text) {
        return Cidr.tryParse(text)
                .filter(prefix -> prefix.family() == AddressFamily.IPV4)
                .orElseThrow(
                        () -> Problem.bad("\"%s\" is no IPv4 prefix, which looks like 10.0.0.0/8".formatted(text)));
    }

    private static Set<String> lower(List<String> macs) {
        return macs.stream().map(mac -> mac.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static NsqConfig nsq(StatusDocument status) {
        var http = URI.create(status.text("nsq.http"));
        return new NsqConfig(
                address(status.text("nsq.tcp")),
                new InetSocketAddress(http.getHost(), http.getPort()),
                Optional.of(NsqTls.ofPem(
                        Path.of(status.text("nsq.ca")),
                        Path.of(status.text("nsq.cert")),
                        Path.of(status.text("nsq.key")))));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
