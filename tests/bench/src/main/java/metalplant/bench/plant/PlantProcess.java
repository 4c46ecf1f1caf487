package metalplant.bench.plant;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One plant with a folder of its own and no simulated rack. Closing it stops it. */
public final class PlantProcess implements AutoCloseable {
    private static final long START_SECONDS = 300;
    private static final long STOP_SECONDS = 60;

    private final Path script;
    private final Path folder;
    private final String[] options;
    private boolean running;
    private List<String> startLog = List.of();

    /**
     * @param script {@code ./plant}
     * @param folder the data directory; made by the plant
     * @param options further ones of {@code run}
     */
    public PlantProcess(Path script, Path folder, String... options) {
        this.script = script;
        this.folder = folder;
        this.options = options;
    }

    /** Starts in the background and returns when it is ready. */
    public PlantStatus start() throws IOException, InterruptedException {
        running = true;
        var wanted = new ArrayList<>(List.of("--detach", "--rack", "0"));
        wanted.addAll(List.of(options));
        startLog = call(START_SECONDS, "run", wanted.toArray(String[]::new))
                .lines()
                .toList();
        return PlantStatus.of(new ObjectMapper().readTree(call(STOP_SECONDS, "status", "--output", "json")));
    }

    /** Stops and waits until it has; does nothing if it does not run. */
    public void stop() throws IOException, InterruptedException {
        if (running) {
            call(STOP_SECONDS, "stop");
            running = false;
        }
    }

    /** What the last start printed. */
    public List<String> startLog() {
        return startLog;
    }

    public Path folder() {
        return folder;
    }

    private String call(long seconds, String command, String... options) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(script.toString(), command, "--data", folder.toString()));
        line.addAll(List.of(options));
        var out = Files.createTempFile("bench", ".out");
        var err = Files.createTempFile("bench", ".err");
        try {
            var process = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroy();
                throw new IOException("./plant %s took longer than %d s".formatted(command, seconds));
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "./plant %s ended with %d: %s%s".formatted(command, process.exitValue(), tail(out), tail(err)));
            }
            return Files.readString(out);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String tail(Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 1500));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
    }
}
