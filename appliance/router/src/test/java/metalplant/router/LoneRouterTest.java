package metalplant.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.door.hmac.Signature;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.router.RecordingPlant.Told;
import metalplant.router.alone.LoneRouter;
import metalplant.router.alone.RouterFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door in front of metal-apis that know nothing of it. */
class LoneRouterTest {
    @TempDir
    Path folder;

    private static final World WORLD = new SystemWorld();

    /** Was up long ago, so that nothing waits for a restart to be over. */
    private static LoneRouter start(String file) {
        return LoneRouter.start(RouterFile.parse(file), WORLD, WORLD.now().minusSeconds(3600));
    }

    private String file(RecordingPlant fra, RecordingPlant muc) throws Exception {
        for (var key : List.of("view", "edit", "admin", "fra-view", "fra-admin", "muc-edit")) {
            Files.writeString(folder.resolve(key), key + "-secret\n");
        }
        return """
                listen = 127.0.0.1:0
                base-path = /metal/
                folder = %1$s/data
                provider-tenant = metal-stack
                hmac.view-file = %1$s/view
                hmac.edit-file = %1$s/edit
                hmac.admin-file = %1$s/admin
                local = fra
                plant.fra.url = %2$s
                plant.fra.partitions = fra-1, fra-2
                plant.fra.role = admin
                plant.fra.hmac.view-file = %1$s/fra-view
                plant.fra.hmac.admin-file = %1$s/fra-admin
                plant.muc.url = %3$s/
                plant.muc.partitions = muc-1
                plant.muc.hmac.edit-file = %1$s/muc-edit
                """.formatted(folder, fra.address(), muc.address());
    }

    @Test
    void eachRequestIsSignedAgainWithTheWeakestKeyThatIsEnough() throws Exception {
        try (var fra = new RecordingPlant("fra");
                var muc = new RecordingPlant("muc");
                var router = start(file(fra, muc))) {
            fra.answers(_ -> new Told(200, "{}"));
            muc.answers(_ -> new Told(200, "{}"));

            assertThat(send(router, "GET", "/v1/partition/fra-2", "")).isEqualTo(200);
            assertThat(send(router, "POST", "/v1/machine/allocate", "{\"partitionid\":\"fra-1\"}"))
                    .isEqualTo(200);
            assertThat(send(router, "POST", "/v1/machine/allocate", "{\"partitionid\":\"muc-1\"}"))
                    .isEqualTo(200);

            assertThat(signedBy(fra, "GET", "/v1/partition/fra-2", HmacUser.view("fra-view-secret")))
                    .isTrue();
            assertThat(signedBy(fra, "POST", "/v1/machine/allocate", HmacUser.admin("fra-admin-secret")))
                    .isTrue();
            assertThat(signedBy(muc, "POST", "/v1/machine/allocate", HmacUser.edit("muc-edit-secret")))
                    .isTrue();
            assertThat(muc.all())
                    .allSatisfy(seen ->
                            assertThat(seen.headers().keySet()).noneMatch(name -> name.startsWith("metal-plant-")));
        }
    }

    @Test
    void anAnswerThatGotLostIsA504AtOnceBecauseNobodyCanBeAsked() throws Exception {
        try (var fra = new RecordingPlant("fra");
                var muc = new RecordingPlant("muc").answers(_ -> Told.CUT);
                var router = start(file(fra, muc))) {
            assertThat(send(router, "POST", "/v1/machine/allocate", "{\"partitionid\":\"muc-1\"}"))
                    .isEqualTo(504);
            assertThat(muc.all().stream().filter(s -> s.method().equals("POST")))
                    .hasSize(1);
            assertThat(muc.all()).noneMatch(s -> s.target().contains("federation"));
        }
    }

    @Test
    void withACertificateTheListenerSpeaksTlsAndNothingElse() throws Exception {
        try (var fra = new RecordingPlant("fra").answers(_ -> new Told(200, "{}"));
                var muc = new RecordingPlant("muc").answers(_ -> new Told(200, "{}"))) {
            var text = file(fra, muc)
                    + "tls.certificate-file = %1$s/door.crt%ntls.key-file = %1$s/door.key%n".formatted(folder);
            var certificate = TestCertificate.write(folder.resolve("door.crt"), folder.resolve("door.key"));
            try (var router = start(text)) {
                assertThat(send(router, "https://localhost:", certificate.trusting(), "GET", "/v1/partition/fra-2", ""))
                        .isEqualTo(200);
                assertThatThrownBy(() -> send(router, "GET", "/v1/partition/fra-2", ""))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aCertificateWithoutItsKeyStopsTheStart() throws Exception {
        try (var fra = new RecordingPlant("fra");
                var muc = new RecordingPlant("muc")) {
            var text = file(fra, muc) + "tls.certificate-file = %s/door.crt%n".formatted(folder);
            assertThatThrownBy(() -> start(text)).hasMessageContaining("tls.key-file");

            var both = text + "tls.key-file = %s/door.key%n".formatted(folder);
            assertThatThrownBy(() -> start(both)).isInstanceOf(Problem.class).hasMessageContaining("door.crt");

            TestCertificate.write(folder.resolve("door.crt"), folder.resolve("other.key"));
            TestCertificate.write(folder.resolve("other.crt"), folder.resolve("door.key"));
            assertThatThrownBy(() -> start(both)).hasMessageContaining("not the key of the first certificate");

            Files.writeString(folder.resolve("door.key"), "no key");
            assertThatThrownBy(() -> start(both)).isInstanceOf(Problem.class).hasMessageContaining("door.key");
        }
    }

    @Test
    void aKeyThatNobodyKnowsStopsTheStart() throws Exception {
        try (var fra = new RecordingPlant("fra");
                var muc = new RecordingPlant("muc")) {
            var text = file(fra, muc);
            assertThatThrownBy(() -> RouterFile.parse(text + "plant.muc.rolle = edit\n"))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("plant.muc.rolle");
            assertThatThrownBy(() -> RouterFile.parse(text.replace("local = fra", "local = ber")))
                    .hasMessageContaining("ber");
            assertThatThrownBy(() -> RouterFile.parse(text.replace("listen", "hear")))
                    .hasMessageContaining("listen");
            assertThatThrownBy(() -> RouterFile.parse(text + "plant.muc.role = root\n"))
                    .hasMessageContaining("root");
            assertThatThrownBy(() -> RouterFile.parse(text + "plant.muc.grants = everything\n"))
                    .hasMessageContaining("everything");
        }
    }

    private static int send(LoneRouter router, String method, String path, String body) throws Exception {
        return send(router, "http://127.0.0.1:", SSLContext.getDefault(), method, path, body);
    }

    private static int send(
            LoneRouter router, String address, SSLContext trust, String method, String path, String body)
            throws Exception {
        var date = WORLD.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        var salt = UUID.randomUUID().toString();
        var mac = Signature.compute("admin-secret".getBytes(StandardCharsets.UTF_8), date, method, salt);
        var request = HttpRequest.newBuilder(URI.create(address + router.port() + "/metal" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Metal-Admin " + HexFormat.of().formatHex(mac))
                .header("X-Date", date.toString())
                .header("X-Data-Salt", salt)
                .header("X-Test", "yes")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        try (var client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(request.build(), BodyHandlers.ofString()).statusCode();
        }
    }

    private static boolean signedBy(RecordingPlant plant, String method, String target, HmacUser user) {
        var auth = new HmacAuth(List.of(user), "t", WORLD, Instant.EPOCH, LeasePrincipals.NONE);
        return plant.requests().stream()
                .filter(s -> s.method().equals(method) && s.target().equals(target))
                .anyMatch(s -> auth.verify(
                                s.header("authorization"),
                                s.header("x-date"),
                                s.header("x-data-salt"),
                                method,
                                java.util.Optional.empty())
                        .caller()
                        .name()
                        .equals(user.type()));
    }
}
