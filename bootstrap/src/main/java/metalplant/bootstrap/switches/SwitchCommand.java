package metalplant.bootstrap.switches;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl switch}. */
@Command(
        name = "switch",
        synopsisSubcommandLabel = "(plan | apply | list)",
        description = {
            "The plant's switches (docs/switches.md): checks how they are cabled, gives each its numbers and its base configuration, and shows"
                    + " how far each is. Switches fetch all of it themselves, by ONIE and SONiC's ZTP in the management network.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl switch plan switches.yaml --plan plant.yaml     anywhere: is it right, and what would each get?",
            "  plantctl switch apply switches.yaml                      on the box: from now on they are served",
            "  plantctl switch list                                     how far is each, and who is waiting?"
        })
public final class SwitchCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private SwitchCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new SwitchCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new SwitchPlanCommand(world, screen))
                .addSubcommand(new SwitchApplyCommand(world, screen))
                .addSubcommand(new SwitchListCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
