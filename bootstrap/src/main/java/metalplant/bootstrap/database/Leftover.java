package metalplant.bootstrap.database;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.bootstrap.process.ProcessFacts;
import metalplant.bootstrap.process.Stopping;
import metalplant.model.World;

/**
 * A server on the same folder that this plant did not start.
 *
 * @param data the cluster's folder
 */
record Leftover(Path data, PostgresBinaries binaries, PlainUser user, World world) {

    private static final System.Logger LOG = System.getLogger(Leftover.class.getName());
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    /** Stops it if there is one, and takes away a pid file that names a stranger. */
    void clear() throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var running = pidIn(file).filter(this::isOurs).flatMap(ProcessHandle::of);
        if (running.isPresent()) {
            LOG.log(
                    WARNING,
                    "stopping a database server left behind pid={0} data={1}",
                    String.valueOf(running.get().pid()),
                    data);
            stop(running.get());
        }
        Files.deleteIfExists(file);
    }

    /** Fast first: sessions are ended and a checkpoint is written. Then at once: the next start recovers. */
    void stop(ProcessHandle server) {
        control("fast");
        if (Stopping.awaitEnd(server.pid(), STOP_PATIENCE, world)) {
            return;
        }
        control("immediate");
        if (!Stopping.awaitEnd(server.pid(), Duration.ofSeconds(5), world)) {
            Stopping.stop(server, Duration.ofSeconds(1), world);
        }
    }

    private void control(String mode) {
        var command = user.command(
                List.of(binaries.control().toString(), "stop", "--pgdata=" + data, "--mode=" + mode, "--no-wait"));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.log(WARNING, "cannot ask the database to stop", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Long> pidIn(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("[0-9]{1,10}"))
                .map(Long::valueOf);
    }

    private boolean isOurs(long pid) {
        var arguments = ProcessFacts.arguments(pid);
        return ProcessFacts.isAlive(pid)
                && !arguments.isEmpty()
                && Path.of(arguments.getFirst()).endsWith("postgres")
                && arguments.contains(data.toString());
    }
}
