package metalplant.images.oci;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import metalplant.model.Problem;

/**
 * Writes images as OCI archives. What is written depends on the image and its files alone.
 *
 * @param work a folder for what is in between; may be kept, so that a layer is compressed once
 * @param time that every file and the image itself gets
 */
public record ImageWriter(Path work, Instant time) {
    private static final String OWNER = "0:0";

    /** Writes {@code target}. */
    public void write(Image image, Path target) {
        try {
            Files.createDirectories(work);
            var base = Files.createTempFile(work, "base-", ".tar");
            try {
                BaseImage.write(base, image.base(), image.architecture());
                builder(image, base)
                        .containerize(Containerizer.to(TarImage.at(target).named(image.reference()))
                                .setBaseImageLayersCache(work.resolve("base-layers"))
                                .setApplicationLayersCache(work.resolve("layers"))
                                .setOfflineMode(true)
                                .setAlwaysCacheBaseImage(true)
                                .setToolName("metal-plant"));
            } finally {
                Files.deleteIfExists(base);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(image, e);
        } catch (IOException
                | InvalidImageReferenceException
                | RegistryException
                | CacheDirectoryCreationException
                | ExecutionException e) {
            throw failed(image, e);
        }
    }

    private JibContainerBuilder builder(Image image, Path base) throws InvalidImageReferenceException, IOException {
        var builder = Jib.from(TarImage.at(base))
                .setFormat(ImageFormat.OCI)
                .setCreationTime(time)
                .setUser(image.user() + ":" + image.user())
                .setEntrypoint(image.entry())
                .setEnvironment(image.environment())
                .setLabels(image.labels())
                .setWorkingDirectory(AbsoluteUnixPath.get("/"));
        for (var layer : image.layers()) {
            builder.addFileEntriesLayer(layer(layer));
        }
        return builder;
    }

    private FileEntriesLayer layer(Image.Layer layer) {
        var builder = FileEntriesLayer.builder().setName(layer.name());
        for (var one : layer.entries()) {
            builder.addEntry(
                    one.source(),
                    AbsoluteUnixPath.get(one.path()),
                    FilePermissions.fromOctalString("%o".formatted(one.mode())),
                    time,
                    OWNER);
        }
        return builder.build();
    }

    private static Problem failed(Image image, Exception e) {
        return Problem.bad("the image %s cannot be written: %s".formatted(image.reference(), e.getMessage()))
                .because(e);
    }
}
