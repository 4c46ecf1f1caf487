package metalplant.bootstrap.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl backup create}. */
@Command(
        name = "create",
        description = {
            "Makes a backup while the plant runs, looks at it once more, and removes those that are neither among the newest"
                    + " (backup.keep-count) nor young enough (backup.keep-days). Where one place fails the others get theirs.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl backup create",
            "  ./plantctl backup create --to disk:/media/usb --to 's3://plants/north?endpoint=https://s3.example.com'"
        })
final class BackupCreateCommand extends OnFolder implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where to; can be given several times. " + Places.FORMS
                    + ". Default: backup.to in DIR/plant.properties.")
    List<String> to = new ArrayList<>();

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "The plant's database, if its folder does not say it.")
    @Nullable
    String databaseUrl;

    @Option(names = "--scheduled", description = "For the timer: one line for each place, no more.")
    boolean scheduled;

    BackupCreateCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** One place. */
    record Line(
            String place,
            CreateBackup.@Nullable Made made,
            @Nullable String failure) {}

    @Override
    public Integer call() {
        var folders = plant();
        var options = options();
        var retention = new Retention(options.keepCount(), Duration.ofDays(options.keepDays()));
        var backup = new CreateBackup(folders, database(databaseUrl), keys(), world);
        var lines = new ArrayList<Line>();
        for (var place : places(to)) {
            lines.add(make(backup, place, retention));
        }
        if (json()) {
            printed(lines);
        } else {
            lines.forEach(this::tell);
        }
        return lines.stream().allMatch(line -> line.failure() == null) ? 0 : 1;
    }

    private Line make(CreateBackup backup, String place, Retention retention) {
        try (var shelf = Places.open(place, folders(), world)) {
            return new Line(place, backup.on(shelf, retention), null);
        } catch (Problem | java.io.UncheckedIOException e) {
            return new Line(place, null, e.getMessage());
        }
    }

    private void tell(Line line) {
        var made = line.made();
        if (made == null) {
            screen.say("  %s: no backup: %s".formatted(line.place(), line.failure()));
            return;
        }
        screen.say("  %s in %s: %d KiB, %d rows of %d tables, %d files, %.1f s"
                .formatted(
                        made.name(),
                        made.place(),
                        made.size() >> 10,
                        made.rows(),
                        made.tables(),
                        made.files(),
                        made.tookMillis() / 1e3));
        if (!scheduled) {
            made.removed().forEach(name -> screen.say("  removed " + name));
        }
    }
}
