package metalplant.bootstrap.backup;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl backup}. */
@Command(
        name = "backup",
        synopsisSubcommandLabel = "(create | list | restore | drill)",
        description = {
            "Backups of a plant: its database, keys and settings in one file, sealed to the recovery words and signed by the plant."
                    + " Disks of machines, images and the votes of the ledger are in none (docs/backup.md).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl backup create                          into the places of DIR/plant.properties (backup.to)",
            "  ./plantctl backup create --to disk:/media/usb",
            "  ./plantctl backup list --to disk:/media/usb",
            "  ./plantctl backup drill                           restores the newest one, looks at it, throws it away",
            "  ./plantctl backup restore FILE --data /new/folder asks for the recovery words"
        })
public final class BackupCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private BackupCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new BackupCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new BackupCreateCommand(world, screen))
                .addSubcommand(new BackupListCommand(world, screen))
                .addSubcommand(new BackupRestoreCommand(world, screen))
                .addSubcommand(new BackupDrillCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
