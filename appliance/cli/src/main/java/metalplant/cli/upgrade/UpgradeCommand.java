package metalplant.cli.upgrade;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl upgrade}. */
@Command(
        name = "upgrade",
        synopsisSubcommandLabel = "(install | status | commit | rollback)",
        description = {
            "Another version of a plant's box, from one signed file. It is written into the slot that does not run and started on trial:"
                    + " when it is not ready after three starts the box goes back to the version before, by itself. Nothing is done that"
                    + " the version before could not live with until the upgrade is committed: by hand, or after seven good days.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl upgrade install /mnt/metal-plant-1.2.0.upgrade --restart",
            "  plantctl upgrade status",
            "  plantctl upgrade commit",
            "  plantctl upgrade rollback --restart",
        })
public final class UpgradeCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private UpgradeCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new UpgradeCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new UpgradeInstallCommand(world, screen))
                .addSubcommand(new UpgradeStatusCommand(world, screen))
                .addSubcommand(new UpgradeCommitCommand(world, screen))
                .addSubcommand(new UpgradeRollbackCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
