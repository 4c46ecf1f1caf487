package metalplant.agent.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Runs programs of the switch, none for longer than it may and none for more than fits. */
final class Commands {
    private static final int OUTPUT_MAX_BYTES = 32 << 20;

    private final Duration timeout;

    Commands(Duration timeout) {
        this.timeout = timeout;
    }

    /** @param output both of its outputs */
    record Result(int status, String output) {
        /** The end of what it said, on one line. */
        String tail() {
            var text = output.strip().replaceAll("\\s*\\R\\s*", " / ").replaceAll("[^ -~]", "?");
            return text.substring(Math.max(0, text.length() - 400));
        }
    }

    /** @throws Problem TOO_BUSY if it cannot be started, or has not ended in time */
    Result run(List<String> command) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "%s cannot be started: %s".formatted(command.getFirst(), e.getMessage()))
                    .because(e);
        }
        var output = new StringBuilder();
        var reader = Thread.ofVirtual().start(() -> collect(process.getInputStream(), output));
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Problem.of(
                        ProblemCode.TOO_BUSY,
                        "%s has not ended after %d s".formatted(command.getFirst(), timeout.toSeconds()));
            }
            reader.join();
            synchronized (output) {
                return new Result(process.exitValue(), output.toString());
            }
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, command.getFirst() + ": " + e.getMessage())
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "stopped while " + command.getFirst() + " was running");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void collect(InputStream stream, StringBuilder output) {
        try (stream) {
            var bytes = stream.readNBytes(OUTPUT_MAX_BYTES);
            synchronized (output) {
                output.append(new String(bytes, UTF_8));
            }
            stream.skip(Long.MAX_VALUE);
        } catch (IOException e) {
            synchronized (output) {
                output.append(e.getMessage());
            }
        }
    }
}
