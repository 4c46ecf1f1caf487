package metalplant.bootstrap.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.bootstrap.s3.S3Server;
import metalplant.core.firmware.FirmwareStore;
import metalplant.imagestore.s3.S3Place;
import metalplant.model.Problem;
import metalplant.model.firmware.Board;
import metalplant.model.firmware.Firmware;
import metalplant.model.firmware.FirmwareKind;
import metalplant.server.firmware.S3FirmwareStore;
import metalplant.testkit.firmware.FirmwareStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** On a real S3 server. */
class S3FirmwareStoreTest extends FirmwareStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final Firmware BIG =
            new Firmware(FirmwareKind.BIOS, new Board("dell", "0923K0"), "2.12.2 with a blank & more");

    @TempDir
    static Path root;

    private static S3Server server;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(root);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected FirmwareStore store() {
        return open(S3Server.SECRET);
    }

    private static FirmwareStore open(String secret) {
        try {
            var name = "firmware" + BUCKETS.incrementAndGet();
            server.bucket(name);
            return S3FirmwareStore.open(
                    S3Place.parse(server.place(name, "north")),
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ID, secret)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLargeOneComesInPartsAndIsFetchedWholeByALink() throws Exception {
        var content = random((17 << 20) + 5);
        try (var store = store();
                var client = HttpClient.newHttpClient()) {
            store.put(BIG, new ByteArrayInputStream(content));

            var link = store.link(BIG, Duration.ofHours(2));
            var fetched = client.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());

            assertThat(fetched.statusCode()).isEqualTo(200);
            assertThat(fetched.body()).isEqualTo(content);
            assertThat(store.list(Optional.empty())).containsExactly(BIG);
        }
    }

    @Test
    void aStoreThatRefusesIsNotNowAndNotNever() {
        try (var store = open("wrong")) {
            assertThatThrownBy(() -> store.list(Optional.empty()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cannot be used now");
        }
    }
}
