package metalplant.bench.limit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.bench.load.HttpConnection;

/** A server process that belongs to the benchmark: started, waited for, and ended by its handle. */
public final class ChildServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 2;

    private final Process process;
    private final InetSocketAddress address;
    private final double secondsToReady;

    private ChildServer(Process process, InetSocketAddress address, double secondsToReady) {
        this.process = process;
        this.address = address;
        this.secondsToReady = secondsToReady;
    }

    /**
     * Starts a program and returns once it answers a GET with 200.
     *
     * @param output where its output goes
     */
    public static ChildServer start(List<String> command, InetSocketAddress address, String path, Path output)
            throws IOException, InterruptedException {
        long from = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        while (!answers(address, path)) {
            if (!process.isAlive() || System.nanoTime() - from > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                process.destroy();
                throw new IOException("%s does not answer; its output is in %s".formatted(command.getFirst(), output));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return new ChildServer(process, address, (System.nanoTime() - from) / 1e9);
    }

    private static boolean answers(InetSocketAddress address, String path) {
        try (var probe = new Socket()) {
            probe.connect(address, 1000);
        } catch (IOException e) {
            return false;
        }
        try (var connection = new HttpConnection(address)) {
            return connection.call("GET", path, "", new byte[0]).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port that was free a moment ago. */
    public static InetSocketAddress freeAddress() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** From the start of the process to its first answer. */
    public double secondsToReady() {
        return secondsToReady;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
