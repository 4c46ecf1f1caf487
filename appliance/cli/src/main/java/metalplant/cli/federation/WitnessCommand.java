package metalplant.cli.federation;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl federation witness}. */
@Command(
        name = "witness",
        synopsisSubcommandLabel = "(invite | remove)",
        description = {
            "A third voter for two plants, on any small Linux machine: with it the ledger goes on when one of the plants is lost.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation witness invite                             on a plant: shows a code",
            "  ./plant witness K4TM-9PXR-7@192.0.2.7:40123 --data /var/lib/w    on the third machine, which needs no plant",
            "  ./plantctl federation witness remove                             it votes no more"
        })
final class WitnessCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private WitnessCommand() {}

    static CommandLine line(World world, Screen screen) {
        var command = new WitnessCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new WitnessInviteCommand(world, screen))
                .addSubcommand(new WitnessRemoveCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
