package metalplant.cli.peering;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl network}: what metalctl does not know of networks. */
@Command(
        name = "network",
        synopsisSubcommandLabel = "(peering)",
        description = {"What metalctl does not know of networks: which reach each other without a firewall.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl network peering create --network1 privnet1 --network2 storage",
            "  ./plantctl network peering list"
        })
public final class NetworkCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private NetworkCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new NetworkCommand();
        command.self = new CommandLine(command).addSubcommand(PeeringCommand.line(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
