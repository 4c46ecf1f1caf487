package metalplant.router;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.door.ProtocolErrors;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.door.hmac.Signature;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.router.exchange.Waits;
import metalplant.router.plants.Plants;
import metalplant.router.snapshot.Snapshots;

/** A federation door on a free port, and a client that signs. */
final class OpenDoor implements AutoCloseable {
    /** Short enough for tests that wait for them, long enough for a busy machine where none is wanted. */
    static final Waits PATIENT = new Waits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            8,
            32 * 1024,
            3,
            Duration.ofMinutes(5));

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger SALT = new AtomicInteger();

    final Router router;
    private final World world = new SystemWorld();
    private final WebServer server;

    OpenDoor(Plants plants, Path folder, Waits waits) {
        var auth = new HmacAuth(
                List.of(
                        HmacUser.view("v"),
                        HmacUser.edit("e"),
                        HmacUser.admin("a"),
                        HmacUser.switches("s"),
                        HmacUser.controllers("c")),
                "provider",
                world,
                world.now().minusSeconds(3600),
                LeasePrincipals.NONE);
        var config = new RouterConfig(
                "/metal/", folder, waits, 1000, 64L * 1024 * 1024, Snapshots.Limits.DEFAULT, Duration.ofHours(1));
        router = new Router(config, plants, auth, world);
        var routing = HttpRouting.builder();
        router.routing(routing);
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(ProtocolErrors.handlers())
                .routing(routing)
                .build()
                .start();
    }

    int port() {
        return server.port();
    }

    /** A request that is not signed yet. */
    HttpRequest.Builder request(String method, String target, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metal%s".formatted(port(), target)))
                .timeout(Duration.ofSeconds(60))
                .header("X-Test", "yes")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    HttpResponse<String> send(String method, String target, String body) throws IOException, InterruptedException {
        return send(sign(request(method, target, body), "Metal-Admin", "a", method));
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send("GET", target, "");
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder sign(HttpRequest.Builder request, String type, String key, String method) {
        var date = world.now().truncatedTo(ChronoUnit.SECONDS);
        var salt = "salt" + SALT.incrementAndGet();
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), date, method, salt);
        return request.header("Authorization", type + " " + HexFormat.of().formatHex(mac))
                .header("X-Date", date.toString())
                .header("X-Data-Salt", salt);
    }

    @Override
    public void close() {
        server.stop();
        router.close();
    }
}
