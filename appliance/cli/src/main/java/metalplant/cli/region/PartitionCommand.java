package metalplant.cli.region;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.partition.PartitionUpdateRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl partition}: what metalctl does not know of partitions. */
@Command(
        name = "partition",
        synopsisSubcommandLabel = "(zone)",
        description = {"What metalctl does not know of partitions: in which zone they lie.", ""},
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl partition zone fra_eqx_01 fra")
public final class PartitionCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private PartitionCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new PartitionCommand();
        command.self = new CommandLine(command).addSubcommand(new ZoneOf(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }

    @Command(
            name = "zone",
            description = {"Says in which zone a partition lies; \"\" takes it out.", ""},
            footerHeading = "%nExamples:%n",
            footer = {"  ./plantctl partition zone fra_eqx_01 fra", "  ./plantctl partition zone fra_eqx_01 \"\""})
    private static final class ZoneOf extends Common implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "PARTITION", description = "A partition of this plant.")
        String partition = "";

        @Parameters(index = "1", paramLabel = "ZONE", description = "Id of the zone.")
        String zone = "";

        ZoneOf(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            var request = new PartitionUpdateRequest(partition, null, null, null, null, null, null, null, zone);
            return with(calls -> {
                var changed = calls.post("v1/partition", request, PartitionResponse.class);
                if (json()) {
                    return printed(changed);
                }
                screen.say(
                        zone.isEmpty()
                                ? "  %s lies in no zone".formatted(partition)
                                : "  %s lies in zone %s".formatted(partition, zone));
                return 0;
            });
        }
    }
}
