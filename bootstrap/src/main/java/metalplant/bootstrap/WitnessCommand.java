package metalplant.bootstrap;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.door.Role;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.server.federation.FederationConfig;
import metalplant.server.federation.TunnelConfig;
import metalplant.server.federation.Witness;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plant witness}. */
@Command(
        name = "witness",
        description = {
            "Runs a witness: a third voter for two plants, so that their ledger goes on when one of them is lost. Any small Linux"
                    + " machine at a third place will do.",
            "",
            "A plant invites it: ./plantctl federation witness invite. The first start here takes that code; later ones go on by"
                    + " themselves. It keeps the entries of the ledger and keys of its own, and no secret of a plant.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plant witness K4TM-9PXR-7@192.0.2.7:40123 --data /var/lib/witness    the first time",
            "  ./plant witness --data /var/lib/witness                                from then on, as a service"
        })
final class WitnessCommand implements Callable<Integer> {
    private static final int DISMISSED = 3;

    @Parameters(
            paramLabel = "CODE@HOST[:PORT] | FILE",
            arity = "0..1",
            description = "What the plant shows, or the file that it wrote; the first time only.")
    @Nullable
    String invite;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".witness",
            description = "The witness's folder. No backup of it is needed. Default: ${DEFAULT-VALUE}")
    Path data = Path.of(".witness");

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Where plants reach it, as a number. Default: the one that leads out.")
    @Nullable
    String address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7450",
            description = "The first of two TCP ports that it listens on without tunnels. Default: ${DEFAULT-VALUE}")
    int port;

    @Option(
            names = "--label",
            defaultValue = "witness",
            description = "What the plants call it. Default: ${DEFAULT-VALUE}")
    String label = "witness";

    @Option(
            names = "--tunnel",
            paramLabel = "MODE",
            defaultValue = "AUTO",
            description =
                    "auto, wireguard or none, as federation.tunnel of the plants. auto: tunnels as root if all tools are there.")
    TunnelConfig.Mode tunnel = TunnelConfig.Mode.AUTO;

    @Option(
            names = "--tunnel-port",
            paramLabel = "PORT",
            defaultValue = "51820",
            description = "The first of 513 UDP ports of tunnels. Default: ${DEFAULT-VALUE}")
    int tunnelPort;

    @Option(
            names = "--nat",
            paramLabel = "NAT",
            defaultValue = "NONE",
            description = "none, or behind if plants cannot send to it unasked, as federation.nat of the plants.")
    TunnelConfig.Nat nat = TunnelConfig.Nat.NONE;

    @Option(
            names = "--fingerprint",
            paramLabel = "WORDS",
            description = "Accept the plant with this fingerprint and no other, without asking.")
    @Nullable
    String fingerprint;

    private final World world;

    WitnessCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        var folder = data.toAbsolutePath().normalize();
        AtomicFile.folder(folder, "rwx------");
        try (var _ = PlantLock.take(folder.resolve("lock"));
                var witness = new Witness(config(folder), world, Build.version())) {
            var screen = new Screen(
                    System.out,
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    Screen.isTerminal());
            if (!witness.hasMet()) {
                meet(witness, screen);
            } else if (invite != null) {
                throw Problem.refused(
                        "this folder belongs to a witness that was invited already: start it without a code, or use another folder");
            }
            return run(witness, screen);
        }
    }

    private void meet(Witness witness, Screen screen) {
        if (invite == null) {
            throw Problem.bad("the first start needs what a plant shows: ./plantctl federation witness invite");
        }
        witness.noTunnel().ifPresent(why -> screen.say("  tunnels       none, mutual TLS in the open: " + why));
        var met = witness.meet(invite, Optional.ofNullable(fingerprint));
        screen.say("  plant         %s  %s".formatted(met.label(), met.fingerprint()));
        screen.say("  check words   " + String.join(" ", met.checkWords()));
        screen.say("  this witness  " + witness.fingerprint());
        if (fingerprint == null && !screen.agrees("Does the plant's screen show the same four words?")) {
            throw Problem.refused(
                    screen.interactive()
                            ? "not accepted; nothing was changed"
                            : "nobody is here to compare the check words: name the plant with --fingerprint");
        }
        witness.accept(met);
        screen.say("  accepted here; it votes once the plant has accepted too: ./plantctl federation status");
    }

    private int run(Witness witness, Screen screen) {
        var runs = Thread.currentThread();
        var hook = new Thread(() -> {
            runs.interrupt();
            try {
                runs.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        screen.say("  witness runs; Ctrl-C stops it, ./plant witness --data %s goes on".formatted(data));
        return switch (witness.run()) {
            case STOPPED -> 0;
            case DISMISSED -> {
                Runtime.getRuntime().removeShutdownHook(hook);
                screen.say("  the plants do not want this witness any more; a new one begins in an empty folder");
                yield DISMISSED;
            }
        };
    }

    private FederationConfig config(Path folder) {
        return new FederationConfig(
                folder,
                label,
                address == null
                        ? Outside.address().orElse(InetAddress.getLoopbackAddress())
                        : InetAddress.ofLiteral(address),
                port,
                port + 1,
                0,
                // Nobody else is in this namespace, or the lock of the tunnels says so.
                new TunnelConfig(
                        tunnel,
                        tunnelPort,
                        true,
                        Optional.of(Folders.wireguardGo()),
                        nat,
                        // The plants say when; it never asks them.
                        Duration.ZERO),
                Role.VIEW,
                // It signs for no block.
                Duration.ZERO);
    }
}
