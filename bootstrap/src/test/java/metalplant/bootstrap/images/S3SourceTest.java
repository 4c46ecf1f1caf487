package metalplant.bootstrap.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.s3.S3Access;
import metalplant.imagestore.s3.S3Place;
import metalplant.imagestore.source.Fetch;
import metalplant.imagestore.source.FetchConfig;
import metalplant.imagestore.source.Rate;
import metalplant.imagestore.source.S3Source;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** On the real S3 server that {@code tests/s3/build.sh} builds. */
class S3SourceTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final Path PROGRAM = Folders.cache().resolve("versitygw-1.8.0/versitygw");
    private static final ImageName NAME = new ImageName("metal-os/stable/debian/12.0/img.tar.lz4");
    private static final byte[] CONTENT = new byte[9_000_001];

    @TempDir
    static Path root;

    private static Process server;
    private static S3Place place;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        assertThat(PROGRAM).as("built by tests/s3/build.sh").isExecutable();
        new Random(1).nextBytes(CONTENT);
        int port = Ports.chooseFree(WORLD).api();
        Files.createDirectories(root.resolve("data/images"));
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
                        Files.createDirectory(root.resolve("metadata")).toString(),
                        root.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("log").toFile())
                .start();
        place = S3Place.parse(
                "s3://images/store?endpoint=" + URLEncoder.encode("http://127.0.0.1:" + port, StandardCharsets.UTF_8));
        long deadline = WORLD.nanos() + Duration.ofSeconds(60).toNanos();
        while (!isOpen(port)) {
            assertThat(WORLD.nanos()).as("the server answers").isLessThan(deadline);
            WORLD.pause(Duration.ofMillis(50));
        }
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroy();
        server.waitFor();
    }

    private S3Source source(String secret) {
        var file = folder.resolve("keys");
        AtomicFile.write(file, "id\n" + secret + "\n", AtomicFile.SECRET);
        return S3Source.open(place, S3Access.keys(file), Duration.ofSeconds(20));
    }

    private void put(ImageName name, byte[] content, String md5) {
        var file = folder.resolve("keys");
        AtomicFile.write(file, "id\nvery secret\n", AtomicFile.SECRET);
        try (var client = S3Access.client(place, S3Access.keys(file).orElseThrow(), Duration.ofSeconds(20))) {
            client.putObject(
                    each -> each.bucket(place.bucket()).key(place.key(name.text())), RequestBody.fromBytes(content));
            client.putObject(
                    each -> each.bucket(place.bucket()).key(place.key(name + ".md5")), RequestBody.fromString(md5));
        }
    }

    private static String md5() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(CONTENT)) + "  img.tar.lz4\n";
    }

    @Test
    void anImageComesFromABucketInPartsAndIsHeldAgainstItsMd5() throws Exception {
        put(NAME, CONTENT, md5());
        var depot = Depot.open(folder.resolve("store"), StoreLimits.DEFAULT, WORLD);
        var fetch = new Fetch(depot, FetchConfig.DEFAULT, new Rate(WORLD, 0), WORLD);
        try (var source = source("very secret")) {
            var offer = source.find(NAME).orElseThrow();
            fetch.run(source, offer, ImageKind.OS, (_, _, _) -> {});

            assertThat(fetch.received()).isEqualTo(CONTENT.length);
            try (var stored = depot.open(NAME).orElseThrow()) {
                assertThat(stored.about().md5()).isEqualTo(md5().substring(0, 32));
            }
            assertThat(source.find(new ImageName("metal-os/none"))).isEmpty();
        }
    }

    @Test
    void anotherMd5AndWrongKeysAreRefused() throws Exception {
        var other = new ImageName("metal-os/stable/other/1.0/img.tar.lz4");
        put(other, CONTENT, "0".repeat(32));
        var depot = Depot.open(folder.resolve("store"), StoreLimits.DEFAULT, WORLD);
        var fetch = new Fetch(depot, FetchConfig.DEFAULT, new Rate(WORLD, 0), WORLD);
        try (var source = source("very secret");
                var stranger = source("wrong")) {
            var offer = source.find(other).orElseThrow();

            assertThatThrownBy(() -> fetch.run(source, offer, ImageKind.OS, (_, _, _) -> {}))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("its MD5 is");
            assertThat(depot.list()).isEmpty();
            assertThatThrownBy(() -> stranger.find(other))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer");
        }
    }
}
