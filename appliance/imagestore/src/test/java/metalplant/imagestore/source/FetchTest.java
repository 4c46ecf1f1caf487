package metalplant.imagestore.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.TestDepots;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.StoreLimits;
import metalplant.imagestore.disk.Sums;
import metalplant.imagestore.http.ImageServer;
import metalplant.imagestore.http.Miss;
import metalplant.imagestore.http.ServerConfig;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    private static final ImageName NAME = new ImageName("metal-os/stable/debian/12.0/img.tar.lz4");
    private static final byte[] CONTENT = TestDepots.bytes(5 * Sums.CHUNK + 12_345, 7);
    private static final FetchConfig QUICK =
            new FetchConfig(3, Duration.ofMillis(300), Duration.ofMillis(5), Duration.ofMillis(50));

    @TempDir
    Path folder;

    private final SystemWorld world = new SystemWorld();
    private final AtomicLong received = new AtomicLong();
    private Depot there;
    private Depot here;
    private ImageServer server;

    @BeforeEach
    void start() {
        there = TestDepots.at(folder.resolve("there"));
        here = TestDepots.at(folder.resolve("here"));
        TestDepots.put(there, NAME.text(), ImageKind.OS, CONTENT);
        server = ImageServer.start(
                new ServerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        100,
                        Duration.ofSeconds(30)),
                new ImageServer.Served(there, _ -> new Miss.Unknown("not here"), () -> ""));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static HttpSource store(int port) {
        return HttpSource.store(
                "the other plant",
                name -> URI.create("http://127.0.0.1:%d/%s".formatted(port, name)),
                Duration.ofSeconds(5),
                _ -> Map.of());
    }

    private StoredImage fetch(Source source) throws IOException {
        return fetch(here, source);
    }

    private StoredImage fetch(Depot into, Source source) throws IOException {
        var offer = source.find(NAME).orElseThrow();
        var before = received.get();
        return new Fetch(into, QUICK, new Rate(world, 0), world)
                .run(source, offer, ImageKind.OS, (_, _, now) -> received.accumulateAndGet(before + now, Math::max));
    }

    @Test
    void aLineThatIsCutThreeTimesCostsNoByteTwice() throws IOException {
        long third = CONTENT.length / 4;
        try (var line = new BadLine(server.port(), List.of(third, 2 * third, 3 * third))) {
            fetch(store(line.port()));

            assertThat(line.cutsDone()).isEqualTo(3);
        }
        assertThat(TestDepots.read(here.open(NAME).orElseThrow())).isEqualTo(CONTENT);
        assertThat(received.get()).isBetween((long) CONTENT.length, (long) CONTENT.length + Sums.CHUNK);
        assertThat(here.room().drafts()).isZero();
    }

    @Test
    void aFetchThatGaveUpIsGoneOnWithByTheNextOne() throws IOException {
        try (var line = new BadLine(server.port(), List.of())) {
            var source = store(line.port());
            var dying = new Dying(source, 2 * Sums.CHUNK + 77_777, () -> line.down(true));

            assertThatThrownBy(() -> fetch(dying))
                    .isInstanceOfSatisfying(
                            Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.IMAGE_SOURCE_LOST))
                    .hasMessageContaining("the next try goes on");
            assertThat(here.find(NAME)).isEmpty();
            line.down(false);
            fetch(source);
        }
        assertThat(TestDepots.read(here.open(NAME).orElseThrow())).isEqualTo(CONTENT);
        assertThat(received.get()).isBetween((long) CONTENT.length, (long) CONTENT.length + Sums.CHUNK);
    }

    @Test
    void aSourceThatSendsOtherBytesThanItOfferedIsRefused() throws IOException {
        var lying = new Through(store(server.port())) {
            @Override
            public InputStream open(Offer offer, long from, long length) {
                return new ByteArrayInputStream(new byte[(int) length]);
            }
        };

        assertThatThrownBy(() -> fetch(lying))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.IMAGE_REFUSED));
        assertThat(here.find(NAME)).isEmpty();
        assertThat(here.room().drafts()).isZero();
    }

    @Test
    void anOriginWhoseMd5DoesNotMatchIsRefusedAndOneWithoutIsNotAsked() throws IOException {
        var files = Files.createDirectories(folder.resolve("origin"));
        Files.write(files.resolve("img"), CONTENT);
        Files.writeString(files.resolve("img.md5"), "0".repeat(32) + "  img\n");
        var origin = files(files);
        try {
            var source = new HttpSource(
                    "the origin",
                    _ -> URI.create("http://127.0.0.1:%d/img"
                            .formatted(origin.getAddress().getPort())),
                    Duration.ofSeconds(5));

            assertThatThrownBy(() -> fetch(source)).hasMessageContaining("its MD5 is");
            Files.delete(files.resolve("img.md5"));
            assertThatThrownBy(() -> fetch(source)).hasMessageContaining("no img.tar.lz4.md5 beside it");
            Files.writeString(
                    files.resolve("img.md5"), there.find(NAME).orElseThrow().md5() + "  img\n");
            fetch(source);
        } finally {
            origin.stop(0);
        }
        assertThat(TestDepots.read(here.open(NAME).orElseThrow())).isEqualTo(CONTENT);
    }

    /** Gives no ranges. */
    private static HttpServer files(Path folder) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            var file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
            try (exchange) {
                if (!Files.exists(file)) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file)));
                    exchange.sendResponseHeaders(200, -1);
                } else {
                    exchange.sendResponseHeaders(200, Files.size(file));
                    try (var in = new FileInputStream(file.toFile())) {
                        in.transferTo(exchange.getResponseBody());
                    }
                }
            }
        });
        server.start();
        return server;
    }

    @Test
    void whatIsTooLargeOrFindsNoRoomIsRefusedBeforeItComes() {
        var small = Depot.open(folder.resolve("small"), new StoreLimits(1 << 20, 1L << 40, 0), world);
        var low = Depot.open(folder.resolve("low"), new StoreLimits(1L << 40, 1 << 20, 0), world);

        assertThatThrownBy(() -> fetch(small, store(server.port()))).hasMessageContaining("no room");
        assertThatThrownBy(() -> fetch(low, store(server.port()))).hasMessageContaining("too large");
        assertThat(received.get()).isZero();
    }

    @Test
    void aFileIsImportedAndAnEndedImportIsGoneOnWith() throws IOException {
        var file = Files.write(folder.resolve("debian-12.0.20261101.tar.lz4"), CONTENT);
        var into = new FileImport(here);
        var name = ImportNames.name(file, ImportNames.kind(file));
        assertThat(name.text()).isEqualTo("metal-os/20261101/debian/12.0/img.tar.lz4");

        assertThatThrownBy(() -> into.run(file, name, ImageKind.OS, Optional.empty(), (bytes, _) -> {
                    if (bytes > CONTENT.length / 2) {
                        throw new IllegalStateException("Ctrl-C");
                    }
                }))
                .hasMessage("Ctrl-C");
        assertThat(here.room().drafts()).isGreaterThan(CONTENT.length / 2);
        into.run(file, name, ImageKind.OS, Optional.empty(), (_, _) -> {});
        assertThat(TestDepots.read(here.open(name).orElseThrow())).isEqualTo(CONTENT);

        Files.writeString(folder.resolve("debian-12.0.20261101.tar.lz4.md5"), "0".repeat(32));
        assertThatThrownBy(() -> into.run(file, name, ImageKind.OS, Optional.empty(), (_, _) -> {}))
                .hasMessageContaining("its MD5 is");
    }

    /** Falls silent behind so many bytes. */
    private static final class Dying extends Through {
        private final AtomicLong left;
        private final Runnable end;

        Dying(Source source, long bytes, Runnable end) {
            super(source);
            this.left = new AtomicLong(bytes);
            this.end = end;
        }

        @Override
        public InputStream open(Offer offer, long from, long length) throws IOException {
            return new FilterInputStream(super.open(offer, from, length)) {
                @Override
                public int read(byte[] into, int at, int count) throws IOException {
                    int read = super.read(into, at, count);
                    if (left.addAndGet(-read) <= 0) {
                        end.run();
                    }
                    return read;
                }
            };
        }
    }

    private static class Through implements Source {
        private final Source source;

        Through(Source source) {
            this.source = source;
        }

        @Override
        public String label() {
            return source.label();
        }

        @Override
        public Optional<Offer> find(ImageName name) throws IOException {
            return source.find(name);
        }

        @Override
        public InputStream open(Offer offer, long from, long length) throws IOException {
            return source.open(offer, from, length);
        }
    }
}
