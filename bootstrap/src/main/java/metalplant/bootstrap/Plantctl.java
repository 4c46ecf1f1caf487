package metalplant.bootstrap;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import metalplant.bootstrap.backup.BackupCommand;
import metalplant.bootstrap.backup.RecoveryCommand;
import metalplant.bootstrap.fabric.FabricCommand;
import metalplant.bootstrap.images.ImageCommand;
import metalplant.bootstrap.reach.ReachCommand;
import metalplant.bootstrap.support.SupportBundleCommand;
import metalplant.bootstrap.switches.SwitchCommand;
import metalplant.cli.Explained;
import metalplant.cli.PlantctlCommand;
import metalplant.cli.Screen;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import picocli.CommandLine;

/** All commands behind {@code ./plantctl}: those that ask a running plant, and those that work on its folder. */
public final class Plantctl {
    private Plantctl() {}

    public static void main(String[] arguments) {
        LogSetup.toTerminal();
        var answers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.exit(commandLine(new SystemWorld(), new Screen(System.out, answers, Screen.isTerminal()))
                .execute(arguments));
    }

    /** The command line on any screen. */
    static CommandLine commandLine(World world, Screen screen) {
        var line = PlantctlCommand.commandLine(world, screen)
                .addSubcommand(BackupCommand.line(world, screen))
                .addSubcommand(RecoveryCommand.line(world, screen))
                .addSubcommand(ImageCommand.line(world, screen))
                .addSubcommand(SwitchCommand.line(world, screen))
                .addSubcommand(FabricCommand.line(world, screen))
                .addSubcommand(ReachCommand.line(world, screen))
                .addSubcommand(new SupportBundleCommand(world, screen));
        // Once more, for those that came now.
        line.setExecutionExceptionHandler(new Explained("plantctl"));
        line.setUsageHelpWidth(100);
        return line;
    }
}
