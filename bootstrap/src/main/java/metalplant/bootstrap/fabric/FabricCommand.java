package metalplant.bootstrap.fabric;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl fabric}. */
@Command(
        name = "fabric",
        synopsisSubcommandLabel = "(render | prove)",
        description = {
            "What switches must be told so that networks reach each other without a firewall, and nobody else does (docs/peering.md).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl fabric render zone.yaml                    anywhere: may it be, what would each VRF know?",
            "  plantctl fabric render zone.yaml --write configs    and FRR's text for each switch",
            "  plantctl fabric prove                               10,000 random zones: does any of them leak?"
        })
public final class FabricCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private FabricCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new FabricCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new FabricRenderCommand(world, screen))
                .addSubcommand(new FabricProveCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
