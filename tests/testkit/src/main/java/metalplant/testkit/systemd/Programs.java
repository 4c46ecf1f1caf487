package metalplant.testkit.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.AssertionFailedError;

/** Runs a program to its end. */
public final class Programs {
    private Programs() {}

    /**
     * What a program left behind.
     *
     * @param status its exit status
     * @param text standard output, and standard error between
     */
    public record Output(int status, String text) {
        /** The text of a program that ended well. */
        public String good() {
            if (status != 0) {
                throw new AssertionFailedError("ended with %d:%n%s".formatted(status, text));
            }
            return text;
        }
    }

    /** Runs {@code command} without input; its text goes through a file, so that a child it leaves behind keeps nobody waiting. */
    public static Output run(Duration atMost, List<String> command) {
        try {
            var file = Files.createTempFile("program-", ".log");
            try {
                var process = new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(file.toFile())
                        .start();
                if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionFailedError(
                            "does not end: %s%n%s".formatted(String.join(" ", command), text(file)));
                }
                return new Output(process.exitValue(), text(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while waiting for " + command.getFirst(), e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
