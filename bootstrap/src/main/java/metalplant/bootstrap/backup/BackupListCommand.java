package metalplant.bootstrap.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl backup list}. */
@Command(
        name = "list",
        description = {"Lists backups, the newest last, also those of other plants and damaged ones.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl backup list",
            "  ./plantctl backup list --to disk:/media/usb --verify     reads them all: whole, and signed by their plant?"
        })
final class BackupListCommand extends OnFolder implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where; can be given several times. " + Places.FORMS
                    + ". Default: backup.to in DIR/plant.properties.")
    List<String> to = new ArrayList<>();

    @Option(names = "--verify", description = "Read each of them whole; what lies elsewhere is fetched for that.")
    boolean verify;

    BackupListCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** One backup. */
    record Line(
            String place,
            String name,
            long size,
            @Nullable String created,
            @Nullable String plant,
            @Nullable String partition,
            @Nullable String version,
            @Nullable String damage) {}

    @Override
    public Integer call() {
        var lines = new ArrayList<Line>();
        for (var place : places(to)) {
            try (var shelf = Places.open(place, folders(), world)) {
                Kept.of(shelf).forEach(kept -> lines.add(line(shelf, verify ? verified(shelf, kept) : kept)));
            }
        }
        if (json()) {
            printed(lines);
        } else if (lines.isEmpty()) {
            screen.say("  there are no backups: ./plantctl backup create");
        } else {
            lines.forEach(this::tell);
        }
        return lines.stream().allMatch(line -> line.damage() == null) ? 0 : 1;
    }

    private static Kept verified(Shelf shelf, Kept kept) {
        return Fetched.with(shelf, kept.entry().name(), file -> {
            try {
                BackupFile.verify(file);
                return kept;
            } catch (metalplant.model.Problem e) {
                return new Kept(kept.entry(), kept.header(), e.getMessage());
            }
        });
    }

    private static Line line(Shelf shelf, Kept kept) {
        var header = kept.header();
        return new Line(
                shelf.place(),
                kept.entry().name(),
                kept.entry().size(),
                header.map(BackupHeader::created).orElse(null),
                header.map(BackupHeader::plant).orElse(null),
                header.map(BackupHeader::partition).orElse(null),
                header.map(BackupHeader::version).orElse(null),
                kept.damage().isEmpty() ? null : kept.damage());
    }

    private void tell(Line line) {
        screen.say("  %s  %d KiB  %s%s"
                .formatted(
                        line.name(),
                        line.size() >> 10,
                        line.created() == null
                                ? ""
                                : "%s, %s, %s".formatted(line.created(), line.version(), line.place()),
                        line.damage() == null ? "" : "  " + line.damage()));
    }
}
