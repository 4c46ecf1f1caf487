package metalplant.bootstrap.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.http.ServerConfig;
import metalplant.imagestore.keep.Wish;
import metalplant.imagestore.source.Offer;
import metalplant.imagestore.source.Source;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageServiceTest {
    private static final ImageName KERNEL = new ImageName("boot/metal-kernel");
    private static final Wish KERNEL_WISH = new Wish(
            KERNEL, ImageKind.KERNEL, "partition p", "http://images.plant.internal/" + KERNEL, Optional.empty(), true);

    @TempDir
    Path folder;

    private volatile List<Wish> wishes = List.of(KERNEL_WISH);
    private final Shelf members = new Shelf("members");
    private final Shelf origin = new Shelf("origin");

    /** A source in memory. */
    private static final class Shelf implements Source {
        private final String label;
        private final Map<ImageName, byte[]> files = new HashMap<>();
        private boolean silent;

        Shelf(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public Optional<Offer> find(ImageName name) throws IOException {
            if (silent) {
                throw new IOException("it is silent");
            }
            return Optional.ofNullable(files.get(name))
                    .map(content -> new Offer(
                            name, "", content.length, Optional.empty(), Optional.empty(), List.of(), "", true));
        }

        @Override
        public InputStream open(Offer offer, long from, long length) {
            return new ByteArrayInputStream(Objects.requireNonNull(files.get(offer.name())), (int) from, (int) length);
        }
    }

    private ImageService service(Optional<URI> redirect) {
        return ImageService.start(
                new ImageService.Setup(
                        folder,
                        ImageOptions.DEFAULT,
                        new ServerConfig(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty(),
                                10,
                                Duration.ofSeconds(20)),
                        () -> {
                            if (wishes.isEmpty()) {
                                throw Problem.refused("the API does not answer");
                            }
                            return wishes;
                        },
                        List.of(members, origin),
                        redirect),
                new SystemWorld());
    }

    private static HttpResponse<String> get(ImageService service, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(service.url("127.0.0.1") + "/" + path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void whatAnEntityNamesIsFetchedFromMembersBeforeTheOrigin() throws Exception {
        members.files.put(KERNEL, "of a member".getBytes());
        origin.files.put(KERNEL, "of the origin".getBytes());
        try (var service = service(Optional.empty())) {
            service.round();

            assertThat(get(service, KERNEL.text()).body()).isEqualTo("of a member");
            assertThat(ImageState.read(folder).orElseThrow().missing()).isEmpty();
        }
    }

    @Test
    void aMemberThatIsSilentIsPassedOver() throws Exception {
        members.silent = true;
        origin.files.put(KERNEL, "of the origin".getBytes());
        try (var service = service(Optional.empty())) {
            service.round();

            assertThat(get(service, KERNEL.text()).body()).isEqualTo("of the origin");
        }
    }

    @Test
    void whatIsWantedAndNowhereIsToldToWhoeverAsksAndToTheBox() throws Exception {
        origin.silent = true;
        try (var service = service(Optional.of(URI.create("http://origin.example/")))) {
            service.round();

            var missing = get(service, KERNEL.text());
            assertThat(missing.statusCode()).isEqualTo(503);
            assertThat(missing.body()).contains("partition p", "origin: it is silent", "plantctl image import");
            assertThat(get(service, "boot/other").statusCode()).isEqualTo(404);
            assertThat(ImageState.read(folder).orElseThrow().warning())
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("no machine can be installed", KERNEL.text()));
        }
    }

    @Test
    void aMachineIsSentToTheOriginWhileThatAnswers() throws Exception {
        try (var service = service(Optional.of(URI.create("http://origin.example/base/")))) {
            service.round();

            var elsewhere = get(service, "metal-os/stable/x/1.0/img.tar.lz4");
            assertThat(elsewhere.statusCode()).isEqualTo(307);
            assertThat(elsewhere.headers().firstValue("Location"))
                    .contains("http://origin.example/base/metal-os/stable/x/1.0/img.tar.lz4");
            origin.silent = true;
            service.round();
            assertThat(get(service, "metal-os/stable/x/1.0/img.tar.lz4").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void asLongAsTheApiDoesNotSayWhatIsWantedNothingGoes() {
        members.files.put(KERNEL, "a kernel".getBytes());
        var old = new Wish(
                new ImageName("metal-os/20200101/debian/1.0/img.tar.lz4"),
                ImageKind.KERNEL,
                "image debian-1.0",
                "",
                Optional.of(Instant.parse("2020-01-01T00:00:00Z")),
                true);
        members.files.put(old.name(), "an image".getBytes());
        wishes = List.of(KERNEL_WISH, old);
        try (var service = service(Optional.empty())) {
            service.round();
            wishes = List.of();
            assertThat(org.assertj.core.api.Assertions.catchThrowable(service::round))
                    .isInstanceOf(Problem.class);
            assertThat(service.depot().list()).hasSize(2);

            wishes = List.of(KERNEL_WISH, new Wish(old.name(), old.kind(), old.by(), old.url(), old.expires(), false));
            service.round();
            assertThat(service.depot().list()).extracting(each -> each.name()).containsExactly(KERNEL);
        }
    }
}
