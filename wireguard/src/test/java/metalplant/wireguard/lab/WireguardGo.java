package metalplant.wireguard.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/** Where wireguard-go lies: built by {@code images/wireguard/build.sh} on the first call, found by it on later ones. */
final class WireguardGo {
    private static final Path BUILD = Path.of("images", "wireguard", "build.sh");

    private WireguardGo() {}

    static Path program() {
        try {
            var progress = Files.createTempFile("wireguard-build", ".log");
            try {
                var process = new ProcessBuilder("sh", script().toString())
                        .redirectError(progress.toFile())
                        .start();
                var path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw new AssertionFailedError("these tests need wireguard-go, and %s cannot build it:%n%s"
                            .formatted(BUILD, Files.readString(progress)));
                }
                return Path.of(path);
            } finally {
                Files.deleteIfExists(progress);
            }
        } catch (IOException e) {
            throw new AssertionFailedError("cannot run " + BUILD, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while building wireguard-go", e);
        }
    }

    private static Path script() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(at -> at.resolve(BUILD))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new AssertionFailedError("no folder above this one has " + BUILD));
    }
}
