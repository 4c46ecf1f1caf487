package metalplant.boot.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.OpenImage;
import metalplant.imagestore.StoredImage;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** A store with one kernel. */
    private final class OneKernel implements ImageFiles {
        @Override
        public Optional<StoredImage> find(ImageName name) {
            return Optional.of(new StoredImage(
                            name, ImageKind.KERNEL, 6, "0".repeat(64), "0".repeat(32), Instant.EPOCH, "test"))
                    .filter(_ -> name.text().equals("boot/metal-kernel"));
        }

        @Override
        public Optional<OpenImage> open(ImageName name) {
            return find(name).map(about -> {
                try {
                    Files.writeString(folder.resolve("kernel"), "kernel");
                    return new OpenImage(about, FileChannel.open(folder.resolve("kernel")));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }

        @Override
        public List<String> chunks(StoredImage image) {
            return List.of();
        }
    }

    @Test
    void aFileOfTheStoreIsGivenWhoeverTheAddressNames() throws IOException {
        var files = new StoredFiles(new OneKernel());
        try (var file = files.open(ImageKind.KERNEL, "http://images.example/boot/metal-kernel")
                .orElseThrow()) {
            assertThat(file.size()).isEqualTo(6);
            assertThat(file.content().readAllBytes()).isEqualTo("kernel".getBytes(UTF_8));
        }
        assertThat(files.open(ImageKind.BOOT, "http://images.example/boot/metal-kernel"))
                .isEmpty();
        assertThat(files.open(ImageKind.KERNEL, "http://images.example/../../etc/passwd"))
                .isEmpty();
        assertThat(files.open(ImageKind.KERNEL, "no address at all")).isEmpty();
    }

    @Test
    void whatIsNotThereComesFromItsOriginWithItsLength() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/kernel", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write("abc".getBytes(UTF_8));
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        server.start();
        var base = "http://127.0.0.1:" + server.getAddress().getPort();
        try (var origin = new OriginFiles()) {
            var files = new StoredFiles(new OneKernel()).orElse(origin);
            try (var file = files.open(ImageKind.KERNEL, base + "/kernel").orElseThrow()) {
                assertThat(file.size()).isEqualTo(3);
                assertThat(file.content().readAllBytes()).isEqualTo("abc".getBytes(UTF_8));
            }
            for (var bad : new String[] {"/endless", "/none"}) {
                assertThatThrownBy(() -> files.open(ImageKind.KERNEL, base + bad))
                        .isInstanceOf(Problem.class);
            }
            assertThatThrownBy(() -> files.open(ImageKind.KERNEL, "file:///etc/passwd"))
                    .isInstanceOf(Problem.class);
        } finally {
            server.stop(0);
        }
    }
}
