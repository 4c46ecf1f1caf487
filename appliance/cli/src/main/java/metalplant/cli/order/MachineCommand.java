package metalplant.cli.order;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl machine}. */
@Command(
        name = "machine",
        synopsisSubcommandLabel = "(create | orders | order)",
        description = {
            "Several machines at once, spread over the zones of a federation. Single machines are metalctl's business.",
            "",
            "What is made are ordinary machines; metalctl shows and frees them.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl machine create --count 3 --zones strict --project P --size c1 --image ubuntu-24 --name node",
            "  ./plantctl machine orders",
            "  ./plantctl machine order 4d1f..."
        })
public final class MachineCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private MachineCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new MachineCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new MachineCreateCommand(world, screen))
                .addSubcommand(new OrdersCommand(world, screen))
                .addSubcommand(new OrderCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
