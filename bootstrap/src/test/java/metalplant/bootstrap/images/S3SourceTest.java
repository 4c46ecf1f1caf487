package metalplant.bootstrap.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import metalplant.bootstrap.s3.S3Server;
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

/** On a real S3 server. */
class S3SourceTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final ImageName NAME = new ImageName("metal-os/stable/debian/12.0/img.tar.lz4");
    private static final byte[] CONTENT = new byte[9_000_001];

    @TempDir
    static Path root;

    private static S3Server server;
    private static S3Place place;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(CONTENT);
        server = S3Server.start(root);
        server.bucket("images");
        place = S3Place.parse(server.place("images", "store"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private S3Source source(String secret) {
        var file = folder.resolve("keys");
        AtomicFile.write(file, S3Server.ID + "\n" + secret + "\n", AtomicFile.SECRET);
        return S3Source.open(place, S3Access.keys(file), Duration.ofSeconds(20));
    }

    private void put(ImageName name, byte[] content, String md5) {
        var file = folder.resolve("keys");
        AtomicFile.write(file, S3Server.ID + "\n" + S3Server.SECRET + "\n", AtomicFile.SECRET);
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
        try (var source = source(S3Server.SECRET)) {
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
        try (var source = source(S3Server.SECRET);
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
