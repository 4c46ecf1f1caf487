package metalplant.testkit.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Where nsqd and nsqlookupd lie: built by {@code images/nsq/build.sh} on the first call, found by it on later ones. */
public final class NsqPrograms {
    private static final Path BUILD = Path.of("images", "nsq", "build.sh");

    private static @Nullable Path folder;

    private NsqPrograms() {}

    /** The folder with both programs. A test without them must fail, not pass unseen, so this fails. */
    public static synchronized Path folder() {
        var known = folder;
        if (known == null) {
            known = build();
            folder = known;
        }
        return known;
    }

    private static Path build() {
        var script = script();
        try {
            var progress = Files.createTempFile("nsq-build", ".log");
            try {
                var process = new ProcessBuilder("sh", script.toString())
                        .redirectError(progress.toFile())
                        .start();
                var folder = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw new AssertionFailedError("these tests need the real nsqd, and %s cannot build it:%n%s"
                            .formatted(BUILD, Files.readString(progress)));
                }
                return Path.of(folder);
            } finally {
                Files.deleteIfExists(progress);
            }
        } catch (IOException e) {
            throw new AssertionFailedError("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while building nsqd", e);
        }
    }

    private static Path script() {
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()), Optional::isPresent, at -> at.map(Path::getParent))
                .map(at -> at.orElseThrow().resolve(BUILD))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new AssertionFailedError("no folder above this one has " + BUILD));
    }
}
