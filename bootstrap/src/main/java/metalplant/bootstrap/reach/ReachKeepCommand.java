package metalplant.bootstrap.reach;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.IpAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl reach keep}. */
@Command(
        name = "keep",
        description = {
            "Looks at this plant's federation door once a second, and has the address of all plants on the loopback of this machine while it is"
                    + " healthy: FRR announces it then (\"plantctl reach frr\"). Runs until SIGTERM or Ctrl-C, and gives the address up.",
            "",
            "The door is good when it was good five times in a row, and is given up when it is bad a second time: within 2 s if it is dead,"
                    + " within 6 s if it hangs. If this program dies, the kernel takes the address off within 15 s. Needs root.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl reach keep --address 198.51.100.1 --any-certificate",
            "  plantctl reach keep --plan plant.yaml --ca federation.pem",
            "  plantctl reach keep --plan plant.yaml --door http://127.0.0.1:8090/metal/v1/health"
        })
final class ReachKeepCommand extends OnPlan implements Callable<Integer> {
    private static final int END_SECONDS = 15;

    @Option(
            names = "--door",
            paramLabel = "URL",
            defaultValue = "https://127.0.0.1/metal/v1/health",
            description = "The health of the federation door. Default: ${DEFAULT-VALUE}")
    URI door = URI.create("https://127.0.0.1/metal/v1/health");

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Authorities that may have signed the door's certificate, as PEM: plantctl federation trust prints them.")
    @Nullable
    Path authorities;

    @Option(
            names = "--any-certificate",
            description =
                    "Takes whatever certificate the door shows. Only for a door on this machine, as a number: https://127.0.0.1/...")
    boolean anyCertificate;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "The address of all plants, where no plan is at hand to say it.")
    @Nullable
    String address;

    ReachKeepCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** One thing that happened, a line of JSON each. */
    record Told(String at, boolean announced, String what) {}

    @Override
    public Integer call() throws InterruptedException {
        if (!List.of("http", "https")
                .contains(Optional.ofNullable(door.getScheme()).orElse(""))) {
            throw Problem.bad("--door is an address of http or https, not %s".formatted(door));
        }
        var keeper = new Keeper(door(), new OwnAddress(List.of(), address()), Keeper.LIFE, this::tell);
        var ended = new CountDownLatch(1);
        var me = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(me, ended), "ending"));
        try {
            while (!Thread.currentThread().isInterrupted()) {
                keeper.look();
                world.pause(Keeper.EVERY);
            }
        } catch (InterruptedException _) {
            // Somebody ends it.
        } finally {
            // The program ip is waited for, which an interrupted thread does not do.
            Thread.interrupted();
            keeper.end();
            ended.countDown();
        }
        return 0;
    }

    private Door door() {
        if (!anyCertificate) {
            return new AskedDoor(door, Optional.ofNullable(authorities), Keeper.PATIENCE);
        }
        if (authorities != null) {
            throw Problem.bad("--any-certificate and --ca contradict each other");
        }
        return AskedDoor.here(door, Keeper.PATIENCE);
    }

    private IpAddress address() {
        if (address == null) {
            return reach(plan()).address();
        }
        return IpAddress.tryParse(address)
                .orElseThrow(() -> Problem.bad("--address %s is no address".formatted(address)));
    }

    /** A signal waits until the address is given up. */
    private static void end(Thread keeping, CountDownLatch ended) {
        keeping.interrupt();
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String what) {
        if (json()) {
            printed(new Told(world.now().toString(), what.startsWith("announced"), what));
        } else {
            screen.say("%s %s".formatted(world.now(), what));
        }
    }
}
