package metalplant.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import metalplant.cli.audit.AuditCommand;
import metalplant.cli.console.ConsoleCommand;
import metalplant.cli.federation.FederationCommand;
import metalplant.cli.federation.JoinFederationCommand;
import metalplant.cli.federation.RequestCommand;
import metalplant.cli.host.CertificatesCommand;
import metalplant.cli.host.FactoryResetCommand;
import metalplant.cli.host.HostStatusCommand;
import metalplant.cli.host.LogsCommand;
import metalplant.cli.host.UnitsCommand;
import metalplant.cli.host.ValidateCommand;
import metalplant.cli.install.InstallCommand;
import metalplant.cli.login.LoginCommand;
import metalplant.cli.moving.ImportCommand;
import metalplant.cli.order.MachineCommand;
import metalplant.cli.peering.NetworkCommand;
import metalplant.cli.region.PartitionCommand;
import metalplant.cli.region.RegionCommand;
import metalplant.cli.region.ZoneCommand;
import metalplant.cli.restore.ReconcileCommand;
import metalplant.cli.restore.RestoredCommand;
import metalplant.cli.sample.SampleCommand;
import metalplant.cli.upgrade.UpgradeCommand;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands behind {@code ./plantctl}. */
@Command(
        name = "plantctl",
        synopsisSubcommandLabel =
                "(status | units | logs | validate | certificates | factory-reset | federation | join-federation | request"
                        + " | region | zone | partition | network | machine | sample | console | login | audit | import | reconcile | restored | install | backup | recovery | image | switch | support-bundle)",
        description = {
            "Tells a running plant what an operator wants. Machines and networks are metalctl's business, but for peerings and orders over zones.",
            "",
            "The plant is found by its folder (--data) or by its address (--api-url, with an admin key in"
                    + " METALCTL_HMAC). On the box of an appliance neither is needed.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl validate plant.yaml                               before first boot: is it right?",
            "  plantctl status                                            on the box: how far is it?",
            "  ./plantctl federation invite --data /tmp/a                 on one plant: shows a code",
            "  ./plantctl join-federation CODE@HOST:PORT --data /tmp/b    on the other one",
            "  ./plantctl federation status --data /tmp/a",
            "  ./plantctl reconcile --data /tmp/a                         after a restore: what is to be confirmed",
            "",
            "Exit status: 0 good, 1 it failed and said why, 2 wrong use."
        })
public final class PlantctlCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows this.")
    boolean help;

    private PlantctlCommand() {}

    public static void main(String[] arguments) {
        var answers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.exit(commandLine(new SystemWorld(), new Screen(System.out, answers, Screen.isTerminal()))
                .execute(arguments));
    }

    /** The command line on any screen. */
    public static CommandLine commandLine(World world, Screen screen) {
        var line = new CommandLine(new PlantctlCommand())
                .addSubcommand(new HostStatusCommand(world, screen))
                .addSubcommand(new UnitsCommand(world, screen))
                .addSubcommand(new LogsCommand(world, screen))
                .addSubcommand(new ValidateCommand(screen))
                .addSubcommand(new CertificatesCommand(world, screen))
                .addSubcommand(new FactoryResetCommand(world, screen))
                .addSubcommand(UpgradeCommand.line(world, screen))
                .addSubcommand(FederationCommand.line(world, screen))
                .addSubcommand(new JoinFederationCommand(world, screen))
                .addSubcommand(RequestCommand.line(world, screen))
                .addSubcommand(new ReconcileCommand(world, screen))
                .addSubcommand(new RestoredCommand(world, screen))
                .addSubcommand(RegionCommand.line(world, screen))
                .addSubcommand(ZoneCommand.line(world, screen))
                .addSubcommand(PartitionCommand.line(world, screen))
                .addSubcommand(NetworkCommand.line(world, screen))
                .addSubcommand(MachineCommand.line(world, screen))
                .addSubcommand(SampleCommand.line(world, screen))
                .addSubcommand(ConsoleCommand.line(world, screen))
                .addSubcommand(new LoginCommand(world, screen))
                .addSubcommand(AuditCommand.line(world, screen))
                .addSubcommand(new ImportCommand(world, screen))
                .addSubcommand(new InstallCommand(world, screen));
        line.setExecutionExceptionHandler(new Explained("plantctl"));
        line.setUsageHelpWidth(100);
        return line;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
