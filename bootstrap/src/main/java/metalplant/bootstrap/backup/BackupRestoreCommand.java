package metalplant.bootstrap.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl backup restore}. */
@Command(
        name = "restore",
        description = {
            "Puts a plant back, on any hardware, from one backup and its recovery words: into a folder that is empty or not there. Nothing is"
                    + " written before file, signature and words were looked at.",
            "",
            "The plant begins a new life: no machine is wiped, powered or given away, and no older address given out, before it is"
                    + " confirmed (./plantctl reconcile). In a federation it votes under a new id. The plant that made the backup must"
                    + " not run any more: two of one plant quarantine each other.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl backup restore /media/usb/metal-plant-...backup --data /srv/plant",
            "  ./plantctl backup restore metal-plant-...backup --from 's3://plants/north?endpoint=https://s3.example.com' --data /srv/plant",
            "  ./plant run --data /srv/plant",
            "  ./plantctl reconcile --data /srv/plant"
        })
final class BackupRestoreCommand extends OnFolder implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The backup: a file, or with --from its name there.")
    String file = "";

    @Option(names = "--from", paramLabel = "PLACE", description = "Where it lies. " + Places.FORMS + ".")
    @Nullable
    String from;

    @Option(
            names = "--words-file",
            paramLabel = "FILE",
            description = "A file with the recovery words; without it they are asked for.")
    @Nullable
    Path wordsFile;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "An empty PostgreSQL or CockroachDB instead of the embedded one.")
    @Nullable
    String databaseUrl;

    BackupRestoreCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** What was done. */
    record Line(
            String plant,
            String partition,
            String created,
            int files,
            int tables,
            long rows,
            long tookMillis,
            String next) {}

    @Override
    public Integer call() {
        if (from == null) {
            var path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                throw Problem.bad("there is no file %s; what lies elsewhere is named with --from".formatted(path));
            }
            return restored(path);
        }
        try (var shelf = Places.open(from, folders())) {
            var entry = shelf.find(file)
                    .orElseThrow(() -> Problem.bad("there is no backup %s in %s: ./plantctl backup list --to '%s'"
                            .formatted(file, shelf.place(), from)));
            return Fetched.with(shelf, entry.name(), this::restored);
        }
    }

    private int restored(Path path) {
        var header = BackupFile.verify(path);
        if (!json()) {
            screen.say("  backup     of plant %s, partition %s, made %s by %s"
                    .formatted(header.plant(), header.partition(), header.created(), header.version()));
        }
        var done = new RestoreBackup(folders(), world).from(path, words(wordsFile), Optional.ofNullable(databaseUrl));
        var next = "./plant run --data %s, then ./plantctl reconcile --data %s".formatted(data, data);
        var line = new Line(
                header.plant(),
                header.partition(),
                header.created(),
                done.sums().files(),
                done.sums().tables().size(),
                done.sums().rows(),
                done.tookMillis(),
                next);
        if (json()) {
            printed(line);
            return 0;
        }
        screen.say("  restored   %d rows of %d tables, %d files, %.1f s"
                .formatted(line.rows(), line.tables(), line.files(), line.tookMillis() / 1e3));
        screen.say("  next       " + next);
        return 0;
    }
}
