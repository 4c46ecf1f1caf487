package metalplant.bootstrap.images;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.imagestore.ImageName;
import metalplant.model.Problem;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl image remove}. */
@Command(
        name = "remove",
        description = {
            "Removes a file from the plant's image store. Whoever reads it just now goes on. What an entity of the plant names is fetched"
                    + " again if a source has it; if none has, machines cannot be installed with it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plantctl image remove metal-os/20261101/debian/12.0/img.tar.lz4"})
final class ImageRemoveCommand extends OnStore implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "As plantctl image list shows it.")
    String name = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    ImageRemoveCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** What was done. */
    record Removed(String name, boolean removed) {}

    @Override
    public Integer call() {
        var depot = depot();
        var image = depot.find(new ImageName(name))
                .orElseThrow(() -> Problem.bad("the store has no %s: plantctl image list".formatted(name)));
        if (!yes && !screen.agrees("Remove %s (%d MiB)?".formatted(name, image.size() >> 20))) {
            throw Problem.refused("nothing was removed; --yes says yes where nobody is asked");
        }
        boolean removed = depot.remove(image.name());
        if (json()) {
            printed(new Removed(name, removed));
        } else {
            screen.say("  removed " + name);
        }
        return 0;
    }
}
