package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.bootstrap.OptionsFile;
import metalplant.bootstrap.images.BundledImages;
import metalplant.bootstrap.images.BundledImages.Bundled;
import metalplant.bootstrap.images.ImageState;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.source.FileImport;
import metalplant.model.Problem;

/** The image store of the box: what its unit is told, and what the image of the box has inside for it. */
final class BoxImages {
    static final String UNIT = "plant-images.service";

    /** Where {@code ./plant image build} puts what it was given. */
    static final Path GIVEN = Path.of("/usr/lib/metal-plant/given");

    private static final System.Logger LOG = System.getLogger(BoxImages.class.getName());
    private static final String SUBJECT = "images-inside";
    private static final int PORT = 80;

    private final Box box;

    BoxImages(Box box) {
        this.box = box;
    }

    /** Returns whether the unit is told something new. */
    boolean prepare(Step.Run run) {
        takeIn(run);
        var variables = new TreeMap<>(Map.of(
                "PLANT_DATA", box.host().plant().data().toString(),
                "PLANT_API_URL", box.host().ports().apiUrl().toString(),
                "PLANT_IMAGES_PORT", String.valueOf(PORT)));
        return new Given(box.owners())
                .environment(box.host().environment("plant-images"), variables)
                .changed();
    }

    /** Nothing of it keeps a plant from being one: what does not come in is said. */
    private void takeIn(Step.Run run) {
        box.warnings().clear(SUBJECT);
        for (var each : BundledImages.in(GIVEN)) {
            try {
                takeIn(each, run);
            } catch (Problem | UncheckedIOException e) {
                LOG.log(WARNING, "a file of the image is not taken in file=" + each.file(), e);
                box.warnings().set(SUBJECT, "%s is not in the image store: %s".formatted(each.file(), e.getMessage()));
            }
        }
    }

    private void takeIn(Bundled file, Step.Run run) {
        var depot = depot();
        if (depot.find(file.name())
                .filter(found -> found.size() == size(file.file()))
                .isEmpty()) {
            new FileImport(depot)
                    .run(
                            file.file(),
                            file.name(),
                            file.kind(),
                            Optional.empty(),
                            (bytes, size) -> run.waits("%s to be taken into the image store: %d of %d MiB"
                                    .formatted(file.file().getFileName(), bytes >> 20, size >> 20)));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Depot depot() {
        var options = OptionsFile.images(box.host().plant().options());
        return Depot.open(folder(box.host()), options.limits(), box.world());
    }

    private static Path folder(Host host) {
        return host.var().resolve("images");
    }

    /** What machines cannot be installed with; asked anew each time. */
    Optional<String> warning() {
        if (box.units().find(UNIT).isEmpty()) {
            return Optional.of(
                    "no machine can be installed: this image has no image store, so kernel, initrd and OS images have to be served by somebody else and named in partition and images");
        }
        return ImageState.read(folder(box.host()))
                .map(ImageState::warning)
                .orElseGet(() -> Optional.of("the image store has not told yet what it lacks"));
    }
}
