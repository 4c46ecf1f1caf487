package metalplant.images;

import metalplant.model.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands behind {@code ./plant image containers}, {@code verify} and {@code key}. */
@Command(
        name = "image",
        synopsisSubcommandLabel = "(containers | verify | key)",
        description = "The containers of an appliance, made without a daemon from pinned inputs.",
        subcommands = {ContainersCommand.class, VerifyCommand.class, KeyCommand.class})
public final class ImagesCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows this.")
    boolean help;

    private ImagesCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new ImagesCommand());
        line.setCommandName("./plant image");
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof Problem problem) {
                command.getErr().println("image: " + problem.getMessage());
                return 1;
            }
            throw failure;
        });
        return line;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
