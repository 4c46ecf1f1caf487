package metalplant.imagestore.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.TestDepots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageServerTest {
    private static final String NAME = "metal-os/stable/debian/12.0/img.tar.lz4";
    private static final byte[] CONTENT = TestDepots.bytes(3_000_001, 1);

    @TempDir
    Path folder;

    private ImageServer server;
    private StoredImage stored;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        var depot = TestDepots.at(folder);
        stored = TestDepots.put(depot, NAME, ImageKind.OS, CONTENT);
        server = ImageServer.start(
                new ServerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        4,
                        Duration.ofSeconds(1)),
                new ImageServer.Served(depot, this::miss, () -> "more 1\n"));
    }

    private Miss miss(ImageName name) {
        return switch (name.file()) {
            case "there" -> new Miss.Elsewhere(URI.create("http://origin.example/there"));
            case "soon" -> new Miss.NotNow("not now", 30);
            default -> new Miss.Unknown("nobody knows " + name);
        };
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void aFileComesWholeWithLengthAndTagAndItsHeadComesWithoutIt() throws Exception {
        var whole = ask("GET", NAME);
        var head = ask("HEAD", NAME);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(CONTENT);
        assertThat(header(whole, "ETag")).isEqualTo("\"" + stored.sha256() + "\"");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("3000001");
        assertThat(header(head, "Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void partsOfAFileCome() throws Exception {
        var middle = ask("GET", NAME, "Range", "bytes=1000-2999999");
        var last = ask("GET", NAME, "Range", "bytes=-7");
        var other = ask("GET", NAME, "Range", "bytes=10-20", "If-Range", "\"another\"");
        var beyond = ask("GET", NAME, "Range", "bytes=3000001-");

        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(header(middle, "Content-Range")).isEqualTo("bytes 1000-2999999/3000001");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 3_000_000));
        assertThat(last.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 2_999_994, 3_000_001));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */3000001");
    }

    @Test
    void whoHasItAlreadyGetsNothing() throws Exception {
        var same = ask("GET", NAME, "If-None-Match", "\"" + stored.sha256() + "\"");

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
    }

    @Test
    void sumsComeAsTheProgramsPrintThem() throws Exception {
        assertThat(new String(ask("GET", NAME + ".md5").body(), ISO_8859_1))
                .isEqualTo(stored.md5() + "  img.tar.lz4\n");
        assertThat(new String(ask("GET", NAME + ".sha256").body(), ISO_8859_1))
                .isEqualTo(stored.sha256() + "  img.tar.lz4\n");
    }

    @Test
    void whatIsNotHereIsToBeHadElsewhereOrLaterOrNot() throws Exception {
        var there = ask("GET", "boot/there.md5");
        var soon = ask("GET", "boot/soon");
        var never = ask("GET", "boot/never");

        assertThat(there.statusCode()).isEqualTo(307);
        assertThat(header(there, "Location")).isEqualTo("http://origin.example/there.md5");
        assertThat(soon.statusCode()).isEqualTo(503);
        assertThat(header(soon, "Retry-After")).isEqualTo("30");
        assertThat(never.statusCode()).isEqualTo(404);
        assertThat(new String(never.body(), ISO_8859_1)).contains("nobody knows boot/never");
    }

    @Test
    void healthAndCountsAreTold() throws Exception {
        ask("GET", NAME);

        assertThat(new String(ask("GET", "health").body(), ISO_8859_1)).isEqualTo("HEALTHY\n");
        assertThat(new String(ask("GET", "metrics").body(), ISO_8859_1))
                .contains("plant_images_files_total 1\n", "plant_images_bytes_total 3000001\n", "more 1\n");
    }

    @Test
    void pathsThatClimbOutAndOtherMethodsAreRefused() throws Exception {
        assertThat(raw("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /objects/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("DELETE /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(NAME)))
                .startsWith("HTTP/1.1 405");
        assertThat(raw("GET /%s HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc".formatted(NAME)))
                .startsWith("HTTP/1.1 400");
        // What was sent and not read may take the answer with it.
        assertThat(raw("GET /%s HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n".formatted(NAME, "a".repeat(20_000))))
                .doesNotContain("200");
        assertThat(raw("\u0000\u0001\u0002 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void twoRequestsInOnePacketGetTwoAnswersInTheirOrder() throws Exception {
        var both =
                raw("HEAD /%s HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .formatted(NAME));

        assertThat(both).containsSubsequence("HTTP/1.1 200", "3000001", "HTTP/1.1 200", "HEALTHY");
    }

    @Test
    void whoSaysNothingIsCutOffAndTooManyAreNotLetIn() throws Exception {
        try (var one = new Socket("127.0.0.1", server.port());
                var two = new Socket("127.0.0.1", server.port());
                var three = new Socket("127.0.0.1", server.port());
                var four = new Socket("127.0.0.1", server.port());
                var five = new Socket("127.0.0.1", server.port())) {
            for (var each : new Socket[] {one, two, three, four, five}) {
                each.setSoTimeout(20_000);
                assertThat(each.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(ask("GET", "health").statusCode()).isEqualTo(200);
    }

    @Test
    void whoTakesAFileSlowlyGetsAllOfItHoweverLongThatLasts() throws Exception {
        // given
        int size = 24_000_000;
        TestDepots.put(
                TestDepots.at(folder),
                "metal-os/stable/debian/13.0/img.tar.lz4",
                ImageKind.OS,
                TestDepots.bytes(size, 2));
        try (var impatient = ImageServer.start(
                        new ServerConfig(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty(),
                                4,
                                Duration.ofMillis(200)),
                        new ImageServer.Served(TestDepots.at(folder), this::miss, () -> ""));
                var socket = new Socket()) {
            socket.setReceiveBufferSize(1 << 16);
            socket.connect(new InetSocketAddress("127.0.0.1", impatient.port()));
            socket.getOutputStream()
                    .write("GET /metal-os/stable/debian/13.0/img.tar.lz4 HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(ISO_8859_1));
            // when
            var in = new DataInputStream(socket.getInputStream());
            long got = 0;
            var part = new byte[1 << 18];
            while (got < size) {
                Thread.sleep(20);
                in.readFully(part, 0, (int) Math.min(part.length, size - got));
                got += part.length;
            }
            // then: it was there to its last byte, and readFully would have told of an early end
            assertThat(got).isGreaterThanOrEqualTo(size);
        }
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException _) {
            return "";
        }
    }
}
