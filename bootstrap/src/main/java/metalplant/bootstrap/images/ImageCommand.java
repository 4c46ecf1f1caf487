package metalplant.bootstrap.images;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl image}. */
@Command(
        name = "image",
        synopsisSubcommandLabel = "(import | list | remove)",
        description = {
            "The plant's image store: OS images, kernels and boot images that its machines boot from and are installed with"
                    + " (docs/images.md). These commands work on the store's folder, so they need no running plant; a running one"
                    + " serves what was imported at once.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl image import debian-12.0.20261101.tar.lz4",
            "  plantctl image import /run/metal-plant/media/images     all files of a stick",
            "  plantctl image list",
            "  plantctl image remove metal-os/20261101/debian/12.0/img.tar.lz4"
        })
public final class ImageCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private ImageCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new ImageCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new ImageImportCommand(world, screen))
                .addSubcommand(new ImageListCommand(world, screen))
                .addSubcommand(new ImageRemoveCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }
}
