package metalplant.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.PlantCommand.DataOption;
import metalplant.bootstrap.console.ConsoleService;
import metalplant.bootstrap.process.Foreground;
import metalplant.cli.api.HmacSigner;
import metalplant.console.ConsoleConfig;
import metalplant.console.access.Limits;
import metalplant.console.peer.ForeignFiles;
import metalplant.console.peer.PeerBook;
import metalplant.mesh.certificate.CertificateFiles;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plant console}. */
@Command(
        name = "console",
        description = {
            "Serves the serial consoles of a plant's machines over SSH, until Ctrl-C. The user name is the machine:",
            "",
            "  ssh -p 5222 MACHINE-UUID@localhost",
            "",
            "Whoever has a key of the machine's allocation gets in until it ends; admins with a token in the place of a password"
                    + " (plantctl console token), also to firewalls and to machines that nobody has. Machines of other plants of the"
                    + " federation are reached through their consoles. Ctrl-] ? says what can be typed beside that.",
            "",
            "The far end is IPMI's Serial over LAN, by ipmitool, with what the plant knows of each machine's controller.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plant run --detach --rack 0",
            "  ./plant console --record",
            "  ssh -p 5222 00000000-0000-4000-8000-000000000001@localhost",
            "  ./plantctl console open 00000000-0000-4000-8000-000000000001      as an admin"
        })
final class ConsoleCommand implements Callable<Integer> {
    @Mixin
    DataOption data = new DataOption();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:5222",
            description = "For SSH clients. Default: ${DEFAULT-VALUE}")
    String listen = "127.0.0.1:5222";

    @Option(
            names = "--peers",
            paramLabel = "ADDRESS:PORT",
            description =
                    "For consoles of other plants. Default: 127.0.0.1:3333; [::]:3333 in a network namespace of its own,"
                            + " where nothing but tunnels leads to it.")
    @Nullable
    String peers;

    @Option(
            names = "--pages",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:0",
            description = "For /health, /status and /metrics. Default: ${DEFAULT-VALUE}, any port")
    String pages = "127.0.0.1:0";

    @Option(
            names = "--record",
            description = "Attach all consoles all the time, so that what they print is there for whoever comes later.")
    boolean record;

    @Option(
            names = "--linger",
            paramLabel = "DURATION",
            defaultValue = "PT2M",
            description = "How long a console stays attached behind the last one who looked. Default: ${DEFAULT-VALUE}")
    Duration linger = Duration.ofMinutes(2);

    @Option(
            names = "--user",
            defaultValue = "",
            description = "Who is asked for at controllers of which the plant knows no user.")
    String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds that user's password, for the owner alone.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--admin-group",
            paramLabel = "GROUP",
            defaultValue = "maas-all-all-admin",
            description = "Whose members may see every console. Default: ${DEFAULT-VALUE}")
    String adminGroup = "maas-all-all-admin";

    @ArgGroup(exclusive = false, heading = "For metal-console and metal-bmc at the other end:%n")
    @Nullable
    Foreign foreign;

    /** Files of an operator. */
    static final class Foreign {
        @Option(names = "--ca-file", paramLabel = "FILE", required = true, description = "Whose signature is believed.")
        Path authority = Path.of("");

        @Option(names = "--cert-file", paramLabel = "FILE", required = true, description = "What is shown.")
        Path certificate = Path.of("");

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                required = true,
                description = "Its key, which is the host key of SSH within TLS as well.")
        Path key = Path.of("");

        ForeignFiles read() {
            var own = CertificateFiles.read(certificate, key);
            return new ForeignFiles(
                    CertificateText.of(AtomicFile.read(authority), authority),
                    new KeyedCertificate(own.chain().getFirst(), own.key()));
        }
    }

    private final World world;

    ConsoleCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        var folders = data.folders();
        var status = StatusDocument.read(folders.status())
                .orElseThrow(() ->
                        Problem.refused("no plant runs in %s: start one with ./plant run".formatted(folders.data())));
        var service = ConsoleService.start(
                config(folders),
                new ConsoleService.PlantDoors(
                        URI.create(status.text("api.url")),
                        URI.create(status.text("router.url")),
                        new HmacSigner("Metal-View", status.text("api.hmac.view")),
                        adminGroup,
                        Optional.ofNullable(foreign).map(_ -> status.text("partition"))),
                new ConsoleService.CommonLogin(
                        user,
                        passwordFile == null
                                ? ""
                                : AtomicFile.read(passwordFile).strip()),
                address("--pages", pages),
                world);
        System.out.printf(
                "consoles of partition %s: ssh -p %d MACHINE-UUID@%s, host key %s%nstate and figures: http://127.0.0.1:%d/status, /metrics%n",
                status.text("partition"),
                service.port(),
                address("--listen", listen).getAddress().getHostAddress(),
                service.fingerprint(),
                service.pagesPort());
        Foreground.untilStopped(service::close);
        return 0;
    }

    private ConsoleConfig config(Folders folders) {
        return new ConsoleConfig(
                address("--listen", listen),
                address("--peers", peers(folders)),
                folders.data().resolve("console"),
                folders.federation().resolve("console"),
                Optional.ofNullable(foreign).map(Foreign::read),
                "ipmitool",
                linger,
                record,
                Limits.DEFAULT);
    }

    private String peers(Folders folders) {
        var chosen = peers;
        return chosen != null ? chosen : Namespace.of(folders).isPresent() ? "[::]:3333" : "127.0.0.1:3333";
    }

    static InetSocketAddress address(String option, String text) {
        try {
            return PeerBook.address(text.replaceFirst(
                    "^localhost:", InetAddress.getLoopbackAddress().getHostAddress() + ":"));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("%s is ADDRESS:PORT like 127.0.0.1:5222, not \"%s\"".formatted(option, text))
                    .because(e);
        }
    }
}
