package metalplant.bootstrap.images;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl image list}. */
@Command(
        name = "list",
        description = {
            "Lists what is in the plant's image store, and what the plant's entities name and the store lacks, as of its last round.",
            "",
            "Exit status: 0 nothing is missing, 1 something is.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl image list",
            "  plantctl image list --verify     reads all of them back",
            "  plantctl image list -o json"
        })
final class ImageListCommand extends OnStore implements Callable<Integer> {
    @Option(
            names = "--verify",
            description = "Read each of them back; one that is damaged is removed, and fetched again.")
    boolean verify;

    ImageListCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** The whole answer. */
    record Listing(List<Line> images, List<ImageState.Missing> missing, long bytes, long left) {}

    @Override
    public Integer call() {
        var depot = depot();
        if (verify) {
            depot.list().forEach(depot::verify);
        }
        var images = depot.list();
        var here = images.stream().map(each -> each.name().text()).toList();
        var missing = ImageState.read(folders().images()).map(ImageState::missing).orElse(List.of()).stream()
                .filter(each -> !here.contains(each.name()))
                .toList();
        var room = depot.room();
        var listing = new Listing(images.stream().map(Line::of).toList(), missing, room.bytes(), room.left());
        if (json()) {
            printed(listing);
        } else {
            tell(listing);
        }
        return missing.isEmpty() ? 0 : 1;
    }

    private void tell(Listing listing) {
        listing.images()
                .forEach(each -> screen.say("  %-6s %6d MiB  %s  %s, from %s"
                        .formatted(each.kind(), each.size() >> 20, each.name(), each.added(), each.source())));
        listing.missing()
                .forEach(each ->
                        screen.say("  missing           %s  of %s: %s".formatted(each.name(), each.by(), each.why())));
        screen.say("  %d images, %d MiB; room for %d MiB"
                .formatted(listing.images().size(), listing.bytes() >> 20, listing.left() >> 20));
    }
}
