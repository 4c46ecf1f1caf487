package metalplant.cli.federation;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl request}. */
@Command(
        name = "request",
        synopsisSubcommandLabel = "(show)",
        description = {"What became of a request whose answer got lost between two plants.", ""})
public final class RequestCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private RequestCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new RequestCommand();
        command.self = new CommandLine(command).addSubcommand(new RequestShowCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
