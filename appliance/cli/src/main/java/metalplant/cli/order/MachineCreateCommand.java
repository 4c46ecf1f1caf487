package metalplant.cli.order;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineAllocationNetwork;
import metalplant.wire.order.MachineAllocateManyRequest;
import metalplant.wire.order.MachineOrderResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl machine create}. */
@Command(
        name = "create",
        description = {
            "Makes machines in several zones, all or as many as there are.",
            "",
            "strict: all of them, as evenly as the number allows, or none; what was made is freed again."
                    + " best-effort: as many as there are, as evenly as they are.",
            "",
            "The project needs a network in each partition (metalctl network allocate); where it has several, name"
                    + " one of them with --network. The order goes on when this command ends, and when the plant is"
                    + " started again.",
            ""
        },
        footerHeading = "%nExit status: 0 all are there, 1 not.%n%nExamples:%n",
        footer = {
            "  ./plantctl machine create --count 3 --zones strict --project P --size c1 --image ubuntu-24 --name node",
            "  ./plantctl machine create --count 4 --zones best-effort --zone fra-eqx --zone fra-tel --project P \\",
            "      --size c1 --image ubuntu-24 --name node --network internet --ssh-key ~/.ssh/id_ed25519.pub"
        })
final class MachineCreateCommand extends Common implements Callable<Integer> {
    private static final String PATH = "v1/machine/allocate-many";
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    @Option(names = "--count", required = true, paramLabel = "N", description = "How many.")
    int count;

    @Option(names = "--zones", required = true, paramLabel = "RULE", description = "strict or best-effort.")
    String zones = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "One that counts; may be repeated. Default: all with partitions.")
    List<String> zoneIds = new ArrayList<>();

    @Option(names = "--project", required = true, paramLabel = "ID", description = "Whose they are.")
    String project = "";

    @Option(names = "--size", required = true, paramLabel = "SIZE", description = "Their size.")
    String size = "";

    @Option(names = "--image", required = true, paramLabel = "IMAGE", description = "Full id or shorthand.")
    String image = "";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Each gets -1, -2, ... behind it.")
    String name = "";

    @Option(names = "--network", paramLabel = "ID", description = "One more network; may be repeated.")
    List<String> networks = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag; may be repeated.")
    List<String> tags = new ArrayList<>();

    @Option(names = "--ssh-key", paramLabel = "FILE", description = "A public key; may be repeated.")
    List<Path> keys = new ArrayList<>();

    @Option(names = "--user-data", paramLabel = "FILE", description = "What the installed system reads at first.")
    @Nullable
    Path userData;

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "Of the order: the same command again is the same order then.")
    @Nullable
    String id;

    @Option(names = "--no-wait", description = "Ends when the order is taken.")
    boolean noWait;

    MachineCreateCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var request = new MachineAllocateManyRequest(id, count, zones, zoneIds, machine());
        return with(calls -> {
            var order = calls.post(PATH, request, MachineOrderResponse.class);
            if (!noWait) {
                order = awaited(calls, order);
            }
            if (json()) {
                printed(order);
            } else {
                new OrderLines(screen).all(order);
            }
            return noWait ? 0 : OrderLines.status(order);
        });
    }

    /** Until it is over; one that waits for a plant goes on by itself, and is told when this command is ended. */
    private MachineOrderResponse awaited(Calls calls, MachineOrderResponse taken) {
        var order = taken;
        progress().say("  order %s is taken; it goes on without this command".formatted(order.id()));
        while (!OrderLines.isOver(order)) {
            progress().live("  %s: %d of %d machines".formatted(order.state(), order.made(), order.count()));
            pause();
            order = calls.get(PATH + "/" + order.id(), MachineOrderResponse.class);
        }
        return order;
    }

    private void pause() {
        try {
            world.pause(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.bad("interrupted");
        }
    }

    private MachineAllocateRequest machine() {
        return new MachineAllocateRequest(
                name,
                null,
                null,
                null,
                name,
                image,
                null,
                networks.stream()
                        .map(network -> new MachineAllocationNetwork(true, network))
                        .toList(),
                null,
                null,
                null,
                project,
                size,
                keys.stream().map(MachineCreateCommand::read).map(String::strip).toList(),
                tags,
                userData == null ? null : read(userData),
                null);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read".formatted(file)).because(e);
        }
    }
}
