package metalplant.bootstrap.reach;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl reach}. */
@Command(
        name = "reach",
        synopsisSubcommandLabel = "(frr | keep)",
        description = {
            "One address for all plants of a federation: FRR tells it to the routers at the uplink while this plant's federation door is healthy"
                    + " (reach in plant.yaml; docs/reachability.md).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl reach frr --plan plant.yaml --write /etc/frr/frr.conf     once",
            "  plantctl reach keep --plan plant.yaml --ca federation.pem          for as long as it is to be announced"
        })
public final class ReachCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private ReachCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new ReachCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new ReachFrrCommand(world, screen))
                .addSubcommand(new ReachKeepCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
