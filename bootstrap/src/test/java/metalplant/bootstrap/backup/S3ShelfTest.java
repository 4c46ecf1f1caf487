package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real S3 server: the one that {@code tests/s3/build.sh} builds, with a folder behind it. */
class S3ShelfTest extends ShelfContract {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final Path PROGRAM = Folders.cache().resolve("versitygw-1.8.0/versitygw");

    @TempDir
    static Path root;

    private static Process server;
    private static URI endpoint;

    @TempDir
    Path folder;

    private String bucket;

    @BeforeAll
    static void start() throws Exception {
        assertThat(PROGRAM).as("built by tests/s3/build.sh").isExecutable();
        int port = Ports.chooseFree(WORLD).api();
        endpoint = URI.create("http://127.0.0.1:" + port);
        var metadata = Files.createDirectory(root.resolve("metadata"));
        var data = Files.createDirectory(root.resolve("data"));
        // Beside the files and not in their attributes, which not every file system has.
        server = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--port",
                        "127.0.0.1:" + port,
                        "--access",
                        "id",
                        "--secret",
                        "very secret",
                        "--quiet",
                        "posix",
                        "--sidecar",
                        metadata.toString(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("log").toFile())
                .start();
        await();
    }

    private static void await() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            long deadline = WORLD.nanos() + Duration.ofSeconds(60).toNanos();
            while (true) {
                assertThat(server.isAlive())
                        .as(Files.readString(root.resolve("log")))
                        .isTrue();
                try {
                    client.send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (java.net.ConnectException e) {
                    assertThat(WORLD.nanos()).as("the server answers").isLessThan(deadline);
                    WORLD.pause(Duration.ofMillis(50));
                }
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroy();
        server.waitFor();
    }

    /** A folder is a bucket. */
    @BeforeEach
    void bucket() throws Exception {
        bucket = "plants-" + WORLD.newId().toString().substring(0, 8);
        Files.createDirectory(root.resolve("data").resolve(bucket));
    }

    private String place(String rest) {
        return "s3://%s/north?endpoint=%s%s"
                .formatted(bucket, URLEncoder.encode(endpoint.toString(), StandardCharsets.UTF_8), rest);
    }

    private Shelf shelf(String id, String secret) {
        var folders = Folders.create(folder);
        AtomicFile.write(folders.secrets().resolve("backup-s3"), id + "\n" + secret + "\n", AtomicFile.SECRET);
        return Places.open(place(""), folders);
    }

    @Override
    Shelf shelf() {
        return shelf("id", "very secret");
    }

    @Override
    void strange(String name) throws Exception {
        var there = Files.createDirectories(root.resolve("data").resolve(bucket).resolve("north"));
        Files.writeString(there.resolve(name), "mine");
    }

    @Test
    void aWrongSecretIsToldAsSuch() {
        try (var shelf = shelf("id", "guessed")) {
            assertThatThrownBy(shelf::list)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cannot be used")
                    .hasMessageNotContaining("guessed");
        }
    }

    @Test
    void aBucketThatIsNotThereIsToldAsSuch() throws Exception {
        try (var shelf = shelf()) {
            Files.delete(root.resolve("data").resolve(bucket));
            assertThatThrownBy(shelf::list).isInstanceOf(Problem.class).hasMessageContaining(bucket);
        }
    }

    @Test
    void placesThatAreNoneAreRefused() {
        var folders = Folders.create(folder);
        for (var place : List.of(
                "",
                "s3:",
                "s3://",
                "s3://UPPER/a",
                "s3://b/a?endpoint=ftp://x",
                "s3://bucket/a?colour=red",
                "disk:",
                "tape:1",
                "s3://bucket/a?endpoint")) {
            assertThatThrownBy(() -> Places.open(place, folders)).as(place).isInstanceOf(Problem.class);
        }
    }
}
