package metalplant.testkit.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/**
 * A real nsqd on free loopback ports. Stopped, killed and made to hang by its own process handle; started again it has
 * the same ports and the same data. Its programs come from {@code images/nsq/build.sh}; without them the test fails.
 */
public final class NsqdProcess implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern LISTENING = Pattern.compile(" (TCP|HTTP): listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final int LINES_KEPT = 200;

    /** What one start of the program told about itself. */
    private record Run(Process process, CompletableFuture<Integer> tcp, CompletableFuture<Integer> http) {}

    private final Path program;
    private final Path data;
    private final List<String> flags;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Run run;
    private final int tcpPort;
    private final int httpPort;

    private NsqdProcess(Path program, Path data, List<String> flags) {
        this.program = program;
        this.data = data;
        this.flags = List.copyOf(flags);
        this.run = launch(0, 0);
        this.tcpPort = port(run.tcp());
        this.httpPort = port(run.http());
    }

    /**
     * Starts nsqd and returns once it listens.
     *
     * @param data an empty folder of its own
     * @param flags further flags, such as those for TLS; every other port it may open is on loopback and free too
     */
    public static NsqdProcess start(Path data, String... flags) {
        return new NsqdProcess(NsqPrograms.folder().resolve("nsqd"), data, List.of(flags));
    }

    public InetSocketAddress tcp() {
        return new InetSocketAddress(LOOPBACK, tcpPort);
    }

    public InetSocketAddress http() {
        return new InetSocketAddress(LOOPBACK, httpPort);
    }

    /** Stops it in order, as a service manager would: it writes what it holds to its data folder. */
    public void stop() {
        // by its handle: Process.destroy() also closes the pipe of the log, and writing there would end nsqd at once
        run.process().toHandle().destroy();
        awaitEnd();
    }

    /** Ends it without any warning. */
    public void kill() {
        run.process().toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Starts it again on the same ports with the same data, and returns once it listens. */
    public void restart() {
        if (run.process().isAlive()) {
            throw new IllegalStateException("nsqd still runs");
        }
        run = launch(tcpPort, httpPort);
        port(run.tcp());
        port(run.http());
    }

    /** Lets it hang: its connections stay open and nobody answers. */
    public void suspend() {
        signal("STOP");
    }

    /** Ends {@link #suspend}. */
    public void resume() {
        signal("CONT");
    }

    /** What nsqd says of a topic, as JSON. */
    public String stats(String topic) {
        return get(
                "/stats?format=json&include_clients=false&topic=" + URLEncoder.encode(topic, StandardCharsets.UTF_8));
    }

    /** The last lines it logged, for the message of a failure. */
    public String log() {
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }

    @Override
    public void close() {
        client.close();
        run.process().toHandle().destroyForcibly();
        awaitEnd();
    }

    private Run launch(int tcpPort, int httpPort) {
        var command = new ArrayList<>(List.of(
                program.toString(),
                "--tcp-address=" + LOOPBACK + ":" + tcpPort,
                "--http-address=" + LOOPBACK + ":" + httpPort,
                "--https-address=" + LOOPBACK + ":0",
                "--broadcast-address=" + LOOPBACK,
                "--data-path=" + data));
        command.addAll(flags);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var started = new Run(process, new CompletableFuture<>(), new CompletableFuture<>());
            Thread.ofVirtual().name("nsqd-log").start(() -> readLog(started));
            return started;
        } catch (IOException e) {
            throw new AssertionFailedError("nsqd does not start: " + program, e);
        }
    }

    private void readLog(Run started) {
        try (var lines = started.process().inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                var found = LISTENING.matcher(line);
                if (found.find()) {
                    var port = found.group(1).equals("TCP") ? started.tcp() : started.http();
                    port.complete(Integer.valueOf(found.group(2)));
                }
            }
        } catch (IOException e) {
            keep("its log cannot be read: " + e);
        }
        var ended = new IllegalStateException("nsqd ended: " + log());
        started.tcp().completeExceptionally(ended);
        started.http().completeExceptionally(ended);
    }

    private void keep(String line) {
        synchronized (lastLines) {
            if (lastLines.size() == LINES_KEPT) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line);
        }
    }

    private int port(CompletableFuture<Integer> port) {
        try {
            return port.get(Eventually.BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            run.process().toHandle().destroyForcibly();
            throw new AssertionFailedError("nsqd does not listen: " + log(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!run.process().waitFor(Eventually.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionFailedError("nsqd does not end: " + log());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(run.process().pid()))
                    .start();
            if (kill.waitFor() != 0) {
                throw new AssertionFailedError("cannot signal nsqd: " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private String get(String path) {
        var uri = URI.create("http://%s:%d%s".formatted(LOOPBACK, httpPort, path));
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static AssertionFailedError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionFailedError("interrupted while waiting for nsqd", e);
    }
}
