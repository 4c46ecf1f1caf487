package metalplant.bootstrap;

import java.nio.file.Path;
import metalplant.cli.Explained;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands behind {@code ./plant}. */
@Command(
        name = "plant",
        synopsisSubcommandLabel =
                "(run | status | stop | bmc | console | witness | test | bench | sim | lab | image | help)",
        description = {
            "A complete metal-stack control plane for one rack, on this machine.",
            "",
            "A plant lives in one folder (--data): its database, keys, certificates, logs and ports. Several plants with"
                    + " different folders run side by side. Nothing listens beyond loopback unless --listen says so.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plant run                          a plant with 16 simulated servers, until Ctrl-C",
            "  ./plant run --detach --data /tmp/a   the same in the background; returns when it is ready",
            "  ./plant status --data /tmp/a -o json addresses and keys for scripts",
            "  ./plant stop --data /tmp/a",
            "  ./plant test                         builds everything and runs every test",
            "  ./plant bench                        measures speed and prints a table",
            "  ./plant sim                          plays federations in virtual time and looks for broken promises",
            "  ./plant lab federation --short       plays two and three real plants whose links fail",
            "  ./plant image containers             makes the containers of an appliance, without a daemon",
            "",
            "Exit status: 0 good, 1 it failed and said why, 2 wrong use."
        })
public final class PlantCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows this.")
    boolean help;

    private PlantCommand() {}

    public static void main(String[] arguments) {
        LogSetup.toTerminal();
        System.exit(commandLine(TheServer::start, new SystemWorld()).execute(arguments));
    }

    /** The command line around any server. */
    static CommandLine commandLine(ServerStarter starter, World world) {
        var line = new CommandLine(new PlantCommand())
                .addSubcommand(new RunCommand(starter, world))
                .addSubcommand(new StatusCommand(world))
                .addSubcommand(new StopCommand(world))
                .addSubcommand(new BmcCommand(world))
                .addSubcommand(new ConsoleCommand(world))
                .addSubcommand(new WitnessCommand(world))
                .addSubcommand(new MetalApiCommand(starter, world, System.getenv()))
                .addSubcommand(new PlantBootCommand(world, System.getenv()))
                .addSubcommand(new PlantImagesCommand(world, System.getenv()))
                .addSubcommand(new PlantBmcCommand(world, System.getenv()))
                .addSubcommand(new PlantConsoleCommand(world, System.getenv()))
                .addSubcommand(new PlantdCommand(world));
        line.setExecutionExceptionHandler(new Explained("plant"));
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The option that all commands share. */
    static final class DataOption {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = ".plant",
                description = "The plant's folder. Default: ${DEFAULT-VALUE}")
        Path data = Path.of(".plant");

        Folders folders() {
            return new Folders(data.toAbsolutePath().normalize());
        }
    }
}
