package metalplant.bootstrap.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.source.FileImport;
import metalplant.imagestore.source.ImportNames;
import metalplant.model.Problem;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl image import}. */
@Command(
        name = "import",
        description = {
            "Takes files into the plant's image store: from a disk or a stick, without any network.",
            "",
            "A folder is taken with all below it; what lies in metal-os/... or boot/metal-... there keeps that path as its name. Else a kernel"
                    + " becomes boot/metal-kernel, a boot image boot/metal-hammer-initrd.img.lz4, which is what a new plant boots from, and an"
                    + " operating system is named by its file, as debian-12.0.20261101.tar.lz4. FILE.md5, if it is there, is what a file must be."
                    + " Ctrl-C loses nothing: the same command goes on.",
            "",
            "Exit status: 0 all taken in, 1 one was not.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl image import debian-12.0.20261101.tar.lz4",
            "  plantctl image import bzImage --kind kernel",
            "  plantctl image import sonic.bin --as switch/sonic.bin     the installer of a switch",
            "  plantctl image import img.tar.lz4 --as metal-os/stable/debian/12.0/img.tar.lz4",
            "  plantctl image import /run/metal-plant/media/images -o json"
        })
final class ImageImportCommand extends OnStore implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE|DIR", description = "What to take in.")
    Path from = Path.of(".");

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Its name: the path under which it is served. For one file.")
    @Nullable
    String name;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "os, kernel, boot or switch. Default: what it looks like; switch if its name begins with switch/. For one file.")
    @Nullable
    String kind;

    @Option(names = "--md5", paramLabel = "HEX", description = "The MD5 that it must have. For one file.")
    @Nullable
    String md5;

    @Option(names = "--sha256", paramLabel = "HEX", description = "The SHA-256 that it must have. For one file.")
    @Nullable
    String sha256;

    ImageImportCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** One file. */
    record Result(
            String file, @Nullable Line image, @Nullable String refused) {}

    private record Job(Path file, ImageName name, ImageKind kind) {}

    @Override
    public Integer call() {
        var depot = depot();
        var results = new ArrayList<Result>();
        for (var job : jobs()) {
            results.add(imported(depot, job));
        }
        if (json()) {
            printed(results);
        } else if (results.isEmpty()) {
            screen.say("  there is nothing to take in below " + from);
        }
        return results.stream().allMatch(each -> each.refused() == null) ? 0 : 1;
    }

    private List<Job> jobs() {
        if (!Files.exists(from)) {
            throw Problem.bad("there is no file and no folder " + from);
        }
        if (Files.isDirectory(from)) {
            if (name != null || kind != null || md5 != null || sha256 != null) {
                throw Problem.bad(
                        "--as, --kind, --md5 and --sha256 are for one file, and %s is a folder".formatted(from));
            }
            return BundledImages.in(from).stream()
                    .map(each -> new Job(each.file(), each.name(), each.kind()))
                    .toList();
        }
        var is = kind == null ? kindOf() : ImageKind.of(kind);
        return List.of(new Job(from, name == null ? ImportNames.name(from, is) : new ImageName(name), is));
    }

    private ImageKind kindOf() {
        return name != null && name.startsWith(ImportNames.SWITCHES) ? ImageKind.SWITCH : ImportNames.kind(from);
    }

    private Result imported(Depot depot, Job job) {
        try {
            var image = new FileImport(depot)
                    .run(
                            job.file(),
                            job.name(),
                            job.kind(),
                            Optional.ofNullable(sha256),
                            Optional.ofNullable(md5),
                            (bytes, size) -> progress(job, bytes, size));
            tell(image);
            return new Result(job.file().toString(), Line.of(image), null);
        } catch (Problem e) {
            if (!json()) {
                screen.say("  %s: %s".formatted(job.file(), e.getMessage()));
            }
            return new Result(job.file().toString(), null, e.getMessage());
        }
    }

    private void progress(Job job, long bytes, long size) {
        if (!json()) {
            screen.live("  %s: %d of %d MiB".formatted(job.name(), bytes >> 20, size >> 20));
        }
    }

    private void tell(StoredImage image) {
        if (json()) {
            return;
        }
        screen.say("  %s, %d bytes, sha256 %s".formatted(image.name(), image.size(), image.sha256()));
        if (image.kind() == ImageKind.OS) {
            screen.say("    as the URL of an image: http://images.plant.internal/" + image.name());
        }
    }
}
