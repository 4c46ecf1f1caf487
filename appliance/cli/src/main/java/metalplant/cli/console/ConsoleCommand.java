package metalplant.cli.console;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl console}. */
@Command(
        name = "console",
        synopsisSubcommandLabel = "(open | token)",
        description = {
            "Serial consoles of machines, for admins. Whoever has a machine's key needs nothing but ssh: ssh -p 5222 MACHINE-UUID@PLANT",
            ""
        })
public final class ConsoleCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private ConsoleCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new ConsoleCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new ConsoleOpenCommand(world, screen))
                .addSubcommand(new ConsoleTokenCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
