package metalplant.cli.federation;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl federation}. */
@Command(
        name = "federation",
        synopsisSubcommandLabel =
                "(answer | invite | accept | abort | status | share | blocks | move | leave | evict | fence | sighting"
                        + " | authority | rotate-keys | witness | break-glass | export | import | keys | trust)",
        description = {"What several plants are together: invite, accept, see, part.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation invite                    here; there: ./plantctl join-federation CODE@HOST:PORT",
            "  ./plantctl federation status",
            "  ./plantctl federation share 198.51.100.0/24     addresses that all plants take from",
            "  ./plantctl federation witness invite            a third voter for two plants",
            "  ./plantctl federation authority fra_eqx_02 --role view",
            "  ./plantctl federation leave"
        })
public final class FederationCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private FederationCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new FederationCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new AnswerCommand(world, screen))
                .addSubcommand(new InviteCommand(world, screen))
                .addSubcommand(new AcceptCommand(world, screen))
                .addSubcommand(new AbortCommand(world, screen))
                .addSubcommand(new FederationStatusCommand(world, screen))
                .addSubcommand(new ShareCommand(world, screen))
                .addSubcommand(new BlocksCommand(world, screen))
                .addSubcommand(new MoveCommand(world, screen))
                .addSubcommand(new LeaveCommand(world, screen))
                .addSubcommand(new EvictCommand(world, screen))
                .addSubcommand(new FenceCommand(world, screen))
                .addSubcommand(new InventoryCommand(world, screen))
                .addSubcommand(new SightingCommand(world, screen))
                .addSubcommand(new AuthorityCommand(world, screen))
                .addSubcommand(new RotateKeysCommand(world, screen))
                .addSubcommand(WitnessCommand.line(world, screen))
                .addSubcommand(new BreakGlassCommand(world, screen))
                .addSubcommand(new ExportCommand(world, screen))
                .addSubcommand(new ImportCommand(world, screen))
                .addSubcommand(new KeysCommand(world, screen))
                .addSubcommand(new TrustCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
