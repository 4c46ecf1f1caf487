package metalplant.bootstrap.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.DatabaseUrl;
import metalplant.bootstrap.FolderCommand;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.StatusDocument;
import metalplant.cli.Screen;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;
import metalplant.store.backup.BackupSources;
import metalplant.store.backup.TableSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl support-bundle}. */
@Command(
        name = "support-bundle",
        description = {
            "Gathers logs, settings and what the plant says of itself into one ZIP for whoever helps. Passwords, keys, tokens and signatures are"
                    + " taken out; what is in secret files of the plant's folder is known and taken out wherever it turns up. At most 32"
                    + " MiB before packing. Works without database and without API: it says then that they did not answer.",
            "",
            "Names of machines, tenants, projects and addresses stay in it. Look into it before you give it away.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl support-bundle --data /tmp/a", "  ./plantctl support-bundle --file /media/usb/north.zip"
        })
public final class SupportBundleCommand extends FolderCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where it goes. Default: metal-plant-support-TIME.zip in the present folder.")
    @Nullable
    Path file;

    public SupportBundleCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** What was written. */
    record Line(String file, long size, int parts, List<String> problems) {}

    @Override
    public Integer call() {
        var folders = folders();
        if (!Files.isDirectory(folders.data())) {
            throw Problem.bad("there is no plant in %s: name its folder with --data".formatted(folders.data()));
        }
        var target = file == null ? Path.of("metal-plant-support-%s.zip".formatted(STAMP.format(world.now()))) : file;
        var written = new SupportBundle(folders).write(target.toAbsolutePath(), parts(folders));
        var line = new Line(written.file().toString(), written.size(), written.parts(), written.problems());
        if (json()) {
            printed(line);
        } else {
            screen.say("  %s: %d KiB, %d parts".formatted(line.file(), line.size() >> 10, line.parts()));
            line.problems().forEach(problem -> screen.say("  " + problem));
        }
        return 0;
    }

    private List<SupportBundle.Part> parts(Folders folders) {
        return List.of(
                new SupportBundle.Part("about.txt", () -> about(folders)),
                new SupportBundle.Part("api/health.json", () -> asked(folders, "v1/health")),
                new SupportBundle.Part("api/restore.json", () -> asked(folders, "v1/plant/restore")),
                new SupportBundle.Part("api/federation.json", () -> asked(folders, "v1/federation")),
                new SupportBundle.Part("database.txt", () -> database(folders)));
    }

    private String about(Folders folders) {
        var runtime = Runtime.getRuntime();
        try {
            var disk = Files.getFileStore(folders.data());
            return """
                    version    %s
                    made       %s
                    java       %s
                    system     %s %s, %d processors
                    disk       %d MiB of %d free
                    """.formatted(
                            Build.version(),
                            world.now(),
                            Runtime.version(),
                            System.getProperty("os.name"),
                            System.getProperty("os.version"),
                            runtime.availableProcessors(),
                            disk.getUsableSpace() >> 20,
                            disk.getTotalSpace() >> 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StatusDocument status(Folders folders) {
        return StatusDocument.read(folders.status())
                .filter(status -> !status.text("api.url").isEmpty())
                .orElseThrow(() -> Problem.refused("the plant does not run"));
    }

    private String asked(Folders folders, String path) {
        var status = status(folders);
        var signer = new HmacSigner("Metal-View", status.text("api.hmac.view"));
        try (var api = new PlantApi(URI.create(status.text("api.url")), signer, PATIENCE, world)) {
            return api.get(path).text();
        }
    }

    private String database(Folders folders) {
        var config = new Secrets(folders.secrets())
                .databaseUrl()
                .map(DatabaseUrl::parse)
                .orElseGet(() -> running(status(folders)));
        var shapes = new TableSource(BackupSources.forReading(config)).shapes();
        return BackupSources.engine(config) + "\n"
                + shapes.stream().map(shape -> shape.name() + "\n").collect(Collectors.joining());
    }

    private static DatabaseConfig running(StatusDocument status) {
        return DatabaseUrl.of(
                status.text("database.jdbc"), status.text("database.user"), status.text("database.password"));
    }
}
