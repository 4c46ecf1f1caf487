package metalplant.bootstrap.images;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.source.FileImport;
import metalplant.imagestore.source.ImportNames;
import metalplant.model.Problem;

/** Files that lie in a folder for the store: those an appliance's image was built with, and those of a development machine. */
public final class BundledImages {
    private static final System.Logger LOG = System.getLogger(BundledImages.class.getName());
    private static final int DEPTH_MAX = 16;

    private BundledImages() {}

    /**
     * A file and what it becomes.
     *
     * @param os what the file's name says of an operating system, if it is one
     */
    public record Bundled(Path file, ImageName name, ImageKind kind, Optional<ImportNames.Os> os) {}

    /** What lies there, by path; sums beside files are not among it. */
    public static List<Bundled> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder, DEPTH_MAX)) {
            return files.filter(Files::isRegularFile)
                    .filter(each -> !each.toString().endsWith(".md5"))
                    .filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .sorted()
                    .flatMap(each -> named(folder, each).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static Optional<Bundled> named(Path folder, Path file) {
        try {
            var kind = ImportNames.kind(file);
            var relative = folder.relativize(file).toString();
            boolean laidOut = relative.startsWith("metal-os/")
                    || relative.startsWith("boot/metal-")
                    || relative.startsWith(ImportNames.SWITCHES);
            var name = laidOut ? new ImageName(relative) : ImportNames.name(file, kind);
            return Optional.of(new Bundled(file, name, laidOut ? kindOf(relative, kind) : kind, ImportNames.os(file)));
        } catch (Problem e) {
            LOG.log(WARNING, "a file is left out file={0}: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static ImageKind kindOf(String relative, ImageKind kind) {
        if (relative.startsWith(ImportNames.SWITCHES)) {
            return ImageKind.SWITCH;
        }
        return relative.startsWith("metal-os/") ? ImageKind.OS : kind;
    }

    /** Takes in what is not there yet, or is another one than is there; one that is refused keeps no other from coming in. */
    public static void takeIn(Path folder, Depot depot) {
        for (var each : in(folder)) {
            try {
                if (isNews(each, depot)) {
                    new FileImport(depot).run(each.file(), each.name(), each.kind(), Optional.empty(), (_, _) -> {});
                }
            } catch (Problem | UncheckedIOException e) {
                LOG.log(WARNING, "a file is not taken in file={0}: {1}", each.file(), e.getMessage());
            }
        }
    }

    /** By size and time: to read it all at each start would cost minutes. */
    private static boolean isNews(Bundled bundled, Depot depot) {
        try {
            long size = Files.size(bundled.file());
            var changed = Files.getLastModifiedTime(bundled.file()).toInstant();
            return depot.find(bundled.name())
                    .filter(found -> found.size() == size && !changed.isAfter(found.added()))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + bundled.file(), e);
        }
    }
}
