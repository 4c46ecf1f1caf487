package metalplant.bootstrap.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.Settings;
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
            "",
            "On an appliance all that its plant has goes away first, so it asks for the name of the partition; the host agent does the rest, and"
                    + " goes on behind a power cut. The box has to be of the same partition: plant.yaml on the stick.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl backup restore /media/usb/metal-plant-...backup --data /srv/plant",
            "  ./plantctl backup restore metal-plant-...backup --from 's3://plants/north?endpoint=https://s3.example.com' --data /srv/plant",
            "  plantctl backup restore /run/metal-plant/media/metal-plant-...backup     on an appliance, then: plantctl status",
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

    @Option(
            names = "--confirm",
            paramLabel = "PARTITION",
            description = "On an appliance: the name of its partition; without it you are asked.")
    @Nullable
    String confirm;

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

    /** What was ordered. */
    record Ordered(String plant, String partition, String created, String next) {}

    @Override
    public Integer call() {
        if (from == null) {
            var path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                throw Problem.bad("there is no file %s; what lies elsewhere is named with --from".formatted(path));
            }
            return restored(path);
        }
        try (var shelf = Places.open(from, folders(), world)) {
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
        if (folders().isAppliance()) {
            return ordered(path, header);
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

    private int ordered(Path path, BackupHeader header) {
        var here = Settings.read(folders().settings())
                .map(Settings::partition)
                .orElseThrow(() -> Problem.refused(
                        "this box has no plan yet, or is restoring already: plantctl status says how far it is"));
        if (!here.equals(header.partition())) {
            throw Problem.refused(
                    "the backup is of partition %s, and this box is %s: plantctl factory-reset, with a plant.yaml of partition %s on the stick"
                            .formatted(header.partition(), here, header.partition()));
        }
        var words = words(wordsFile);
        var name = confirm != null
                ? confirm
                : screen.asked(
                        "All that this box has as partition %s goes away. Type its name to go on:".formatted(here));
        if (!name.equals(here)) {
            throw Problem.bad(
                    "a restore is confirmed by the name of this partition, %s; nothing was done".formatted(here));
        }
        RestoreOrder.in(folders().firstBoot()).place(path, words, world);
        var line = new Ordered(
                header.plant(), header.partition(), header.created(), "plantctl status, then plantctl reconcile");
        if (json()) {
            printed(line);
        } else {
            screen.say("  ordered    the host agent restores it now, and goes on behind a power cut");
            screen.say("  next       " + line.next());
        }
        return 0;
    }
}
