package metalplant.cli.region;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.ZoneMember;
import metalplant.wire.region.ZoneRequest;
import metalplant.wire.region.ZoneResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl zone}. */
@Command(
        name = "zone",
        synopsisSubcommandLabel = "(create | list | describe | update | delete | check | propose)",
        description = {
            "Zones: places of a region that fail alone. A partition lies in one. They are shared by all plants of a federation.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl zone create fra --region eu-central --name Frankfurt",
            "  ./plantctl zone list",
            "  ./plantctl partition zone fra_eqx_01 fra",
            "  ./plantctl zone propose",
            "  ./plantctl zone check"
        })
public final class ZoneCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private ZoneCommand() {}

    /** A zone never leaves its region, so only a new one names it. */
    private static final class InRegion extends Described {
        @Option(names = "--region", paramLabel = "REGION", required = true, description = "Its region.")
        @Nullable
        String region;
    }

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new ZoneCommand();
        var kind = new PlaceCommand.Kind<>(
                "v1/zone",
                ZoneResponse.class,
                ZoneResponse[].class,
                zone -> "  %-20s %-16s %-24s partitions=%s %s"
                        .formatted(
                                zone.id(),
                                zone.regionId(),
                                zone.name(),
                                zone.members().stream()
                                        .map(ZoneMember::partitionId)
                                        .collect(joining(",")),
                                zone.description()),
                new InRegion(),
                (id, its) -> new ZoneRequest(
                        id,
                        its instanceof InRegion in ? in.region : null,
                        its.name,
                        its.description,
                        its.labels,
                        its.coordinates()),
                Map.of(
                        "create", "zone create fra --region eu-central --name Frankfurt",
                        "list", "zone list -o json",
                        "describe", "zone describe fra",
                        "update", "zone update fra --label power=a",
                        "delete", "zone delete fra"));
        command.self = PlaceCommand.with(new CommandLine(command), kind, world, screen)
                .addSubcommand(new ZoneCheckCommand(world, screen))
                .addSubcommand(new ZoneProposeCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
