package metalplant.bootstrap.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl backup drill}. */
@Command(
        name = "drill",
        description = {
            "Restores the newest backup for real, into a database made for that beside the plant's, reads all of it back, compares counts"
                    + " and sums, looks for what must not be, tells how long it took, and removes it. The plant goes on meanwhile.",
            "",
            "It is opened with a key that the plant keeps for this; --words or --words-file open it as somebody on new hardware would.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl backup drill", "  ./plantctl backup drill --to disk:/media/usb --words"})
final class BackupDrillCommand extends OnFolder implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where; can be given several times. " + Places.FORMS
                    + ". Default: backup.to in DIR/plant.properties.")
    List<String> to = new ArrayList<>();

    @Option(names = "--words", description = "Ask for the recovery words and open it with them.")
    boolean asked;

    @Option(names = "--words-file", paramLabel = "FILE", description = "The same with a file that holds them.")
    @Nullable
    Path wordsFile;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "The plant's database, if its folder does not say it.")
    @Nullable
    String databaseUrl;

    BackupDrillCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var drill = new Drill(plant(), database(databaseUrl), keys(), world);
        var words = asked || wordsFile != null
                ? Optional.of(words(wordsFile))
                : Optional.<metalplant.mesh.wordlist.RecoveryWords>empty();
        var all = new ArrayList<Drill.Found>();
        for (var place : places(to)) {
            try (var shelf = Places.open(place, folders(), world)) {
                all.add(drill.on(shelf, words));
            }
        }
        if (json()) {
            printed(all);
        } else {
            all.forEach(this::tell);
        }
        return all.stream().allMatch(found -> found.wrong().isEmpty()) ? 0 : 1;
    }

    private void tell(Drill.Found found) {
        screen.say("  %s in %s: %s, %d rows of %d tables, %d files, %d entities and machines read, %.1f s"
                .formatted(
                        found.name(),
                        found.place(),
                        found.wrong().isEmpty() ? "good" : "NOT GOOD",
                        found.rows(),
                        found.tables(),
                        found.files(),
                        found.read(),
                        found.tookMillis() / 1e3));
        found.wrong().forEach(wrong -> screen.say("    " + wrong));
    }
}
