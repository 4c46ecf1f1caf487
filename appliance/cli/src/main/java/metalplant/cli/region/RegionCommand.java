package metalplant.cli.region;

import java.util.Map;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.RegionRequest;
import metalplant.wire.region.RegionResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl region}. */
@Command(
        name = "region",
        synopsisSubcommandLabel = "(create | list | describe | update | delete)",
        description = {
            "Regions: the largest places, each with zones. They are shared by all plants of a federation.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl region create eu-central --name 'Central Europe'",
            "  ./plantctl zone create fra --region eu-central",
            "  ./plantctl partition zone fra_eqx_01 fra"
        })
public final class RegionCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private RegionCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new RegionCommand();
        var kind = new PlaceCommand.Kind<>(
                "v1/region",
                RegionResponse.class,
                RegionResponse[].class,
                region -> "  %-20s %-24s zones=%s %s"
                        .formatted(region.id(), region.name(), String.join(",", region.zones()), region.description()),
                new Described(),
                (id, its) -> new RegionRequest(id, its.name, its.description, its.labels, its.coordinates()),
                Map.of(
                        "create", "region create eu-central --name 'Central Europe'",
                        "list", "region list -o json",
                        "describe", "region describe eu-central",
                        "update", "region update eu-central --description 'all sites near Frankfurt'",
                        "delete", "region delete eu-central"));
        command.self = PlaceCommand.with(new CommandLine(command), kind, world, screen);
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
