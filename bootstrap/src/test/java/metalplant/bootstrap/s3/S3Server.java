package metalplant.bootstrap.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.model.SystemWorld;

/** A real S3 server on loopback, the one that {@code tests/s3/build.sh} builds, with a folder behind it. */
public final class S3Server implements AutoCloseable {
    public static final String ID = "id";
    public static final String SECRET = "very secret";

    private static final SystemWorld WORLD = new SystemWorld();
    private static final Path PROGRAM = Folders.cache().resolve("versitygw-1.8.0/versitygw");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final URI endpoint;
    private final Process process;

    private S3Server(Path data, URI endpoint, Process process) {
        this.data = data;
        this.endpoint = endpoint;
        this.process = process;
    }

    /** @param root an empty folder */
    public static S3Server start(Path root) throws IOException, InterruptedException {
        assertThat(PROGRAM).as("built by tests/s3/build.sh").isExecutable();
        int port = Ports.chooseFree(WORLD).api();
        var data = Files.createDirectory(root.resolve("data"));
        // Beside the files and not in their attributes, which not every file system has.
        var metadata = Files.createDirectory(root.resolve("metadata"));
        var log = root.resolve("log");
        var process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--port",
                        "127.0.0.1:" + port,
                        "--access",
                        ID,
                        "--secret",
                        SECRET,
                        "--quiet",
                        "posix",
                        "--sidecar",
                        metadata.toString(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var server = new S3Server(data, URI.create("http://127.0.0.1:" + port), process);
        server.await(log);
        return server;
    }

    private void await(Path log) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            long deadline = WORLD.nanos() + PATIENCE.toNanos();
            while (true) {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                try {
                    client.send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (ConnectException e) {
                    assertThat(WORLD.nanos()).as("the server answers").isLessThan(deadline);
                    WORLD.pause(Duration.ofMillis(50));
                }
            }
        }
    }

    /** Its folder; a new one is an empty bucket. */
    public Path bucket(String name) throws IOException {
        return Files.createDirectory(data.resolve(name));
    }

    /** How a place in a bucket is named to a plant. */
    public String place(String bucket, String prefix) {
        return "s3://%s/%s?endpoint=%s"
                .formatted(bucket, prefix, URLEncoder.encode(endpoint.toString(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
