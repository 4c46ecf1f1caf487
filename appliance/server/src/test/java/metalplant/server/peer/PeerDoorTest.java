package metalplant.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import metalplant.door.Caller;
import metalplant.door.CallerHeaders;
import metalplant.door.Role;
import metalplant.door.hmac.Signature;
import metalplant.door.tls.PinnedTrust;
import metalplant.router.Router;
import metalplant.router.RouterConfig;
import metalplant.router.plants.Plants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two plants' servers and the federation door of one of them, over real mutual TLS. Takes about two seconds of the federation tests' share. */
class PeerDoorTest {
    private static final Caller ADMIN = new Caller("jörg+1@example.org", "Jörg", "north", Role.ADMIN);

    @TempDir
    static Path folder;

    private static final DoorPki NORTH = DoorPki.of("north");
    private static final DoorPki SOUTH = DoorPki.of("south");
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static DoorPlant north;
    private static DoorPlant south;
    private static WebServer door;

    @BeforeAll
    static void open() {
        north = new DoorPlant(NORTH, List.of(Peer.own(NORTH.pin())));
        south = new DoorPlant(SOUTH, List.of(Peer.own(SOUTH.pin()), Peer.other(NORTH.pin())));
        var plants = Plants.fixed("north", List.of(north.seenFrom(NORTH), south.seenFrom(NORTH)));
        var router = new Router(RouterConfig.of("/metal/", folder), plants, DoorPlant.auth(north.world), north.world);
        var routing = HttpRouting.builder();
        router.routing(routing);
        door = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing)
                .build()
                .start();
        OPEN.addAll(List.of(door::stop, router, north, south));
    }

    @AfterAll
    static void close() throws Exception {
        for (var part : OPEN) {
            part.close();
        }
    }

    private static HttpResponse<String> throughTheDoor(String method, String path, String body)
            throws IOException, InterruptedException {
        return signed(door.port(), method, path, body, Map.of());
    }

    private static HttpResponse<String> signed(
            int port, String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var date = north.world.now().truncatedTo(ChronoUnit.SECONDS);
        var salt = UUID.randomUUID().toString();
        var mac = Signature.compute("a".getBytes(StandardCharsets.UTF_8), date, method, salt);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metal%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Metal-Admin " + HexFormat.of().formatHex(mac))
                .header("X-Date", date.toString())
                .header("X-Data-Salt", salt)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** As a door that shows {@code keys} would ask the door of the south. */
    private static HttpResponse<String> asDoor(KeyManager keys, String method, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        var tls = new PinnedTrust(() -> List.of(SOUTH.pin())).context(keys);
        var request = HttpRequest.newBuilder(URI.create(south.peerAddress() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Map<String, String> named(Caller caller) {
        return CallerHeaders.of(caller, UUID.randomUUID().toString());
    }

    @Test
    void aSwitchIsRegisteredInTheOtherPlantThroughTheDoorOfThisOne() throws Exception {
        var body = """
                {"id":"leaf-s","partition_id":"south-part","rack_id":"r","nics":[],\
                "os":{"vendor":"SONiC","version":"1","metal_core_version":"1"}}""";

        var created = throughTheDoor("POST", "/v1/switch/register", body);

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(throughTheDoor("GET", "/v1/switch/leaf-s", "").statusCode()).isEqualTo(200);
        assertThat(throughTheDoor("GET", "/v1/switch", "").body()).contains("leaf-s");
        assertThat(throughTheDoor("GET", "/v1/partition", "").body()).contains("north-part", "south-part");
        assertThat(signed(north.ownPort(), "GET", "/v1/switch/leaf-s", "", Map.of())
                        .statusCode())
                .isEqualTo(404);
        assertThat(throughTheDoor("GET", "/v1/switch/nobody", "").statusCode()).isEqualTo(404);
    }

    @Test
    void anAdminOfOnePlantIsNoAdminOfTheOther() throws Exception {
        var refused = throughTheDoor("POST", "/v1/partition", "{\"id\":\"south-part\",\"description\":\"mine\"}");
        var own = throughTheDoor("POST", "/v1/partition", "{\"id\":\"north-part\",\"description\":\"mine\"}");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
    }

    @Test
    void theCallerArrivesWithItsNameAndAtMostTheRoleThatIsAllowed() throws Exception {
        south.callers.clear();

        assertThat(asDoor(NORTH.door(), "POST", "/v1/machine/m/power/on", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);
        assertThat(asDoor(SOUTH.door(), "POST", "/v1/machine/m/power/on", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);

        assertThat(south.callers).containsExactly(new Caller("jörg+1@example.org", "Jörg", "north", Role.EDIT), ADMIN);
    }

    @Test
    void aViewerThereIsAViewerHere() throws Exception {
        var viewer = new Caller("v@example.org", "v", "north", Role.VIEW);

        assertThat(asDoor(NORTH.door(), "POST", "/v1/machine/m/power/on", named(viewer))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatStaysInsideStaysInsideWhateverTheOtherDoorLetsThrough() throws Exception {
        assertThat(asDoor(NORTH.door(), "GET", "/v1/machine/m/ipmi", named(ADMIN))
                        .statusCode())
                .isEqualTo(403);
        assertThat(asDoor(SOUTH.door(), "GET", "/v1/machine/m/ipmi", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);
        assertThat(asDoor(SOUTH.door(), "POST", "/v1/plant/lease", named(ADMIN)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoIsNoPinnedDoorGetsNoConnection() {
        for (var keys : List.of(
                NORTH.bootingServer(),
                SOUTH.bootingServer(),
                DoorPki.of("north").door())) {
            assertThatThrownBy(() -> asDoor(keys, "GET", "/v1/partition", named(ADMIN)))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> {
                    try (var client = HttpClient.newBuilder()
                            .sslContext(new PinnedTrust(() -> List.of(SOUTH.pin())).context())
                            .build()) {
                        client.send(
                                HttpRequest.newBuilder(URI.create(south.peerAddress() + "/v1/partition"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aDoorWithAnExpiredCertificateIsStillThatDoor() throws Exception {
        assertThat(asDoor(NORTH.expiredDoor(), "GET", "/v1/partition", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCallerWithoutANameOrWithTwoIsRefused() throws Exception {
        assertThat(asDoor(NORTH.door(), "GET", "/v1/partition", Map.of()).statusCode())
                .isEqualTo(403);
        var broken = new java.util.LinkedHashMap<>(named(ADMIN));
        broken.put(CallerHeaders.ROLE, "root");
        assertThat(asDoor(NORTH.door(), "GET", "/v1/partition", broken).statusCode())
                .isEqualTo(403);
        broken.put(CallerHeaders.ROLE, "view");
        broken.put(CallerHeaders.REQUEST_ID, "../x");
        assertThat(asDoor(NORTH.door(), "GET", "/v1/partition", broken).statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatBecameOfARequestIsToldToTheDoorThatSentItAndItsIdIsGoodOnce() throws Exception {
        var headers = named(ADMIN);
        var outcome = "/federation/request/" + headers.get(CallerHeaders.REQUEST_ID);

        assertThat(asDoor(NORTH.door(), "GET", outcome, Map.of()).statusCode()).isEqualTo(404);
        asDoor(NORTH.door(), "POST", "/v1/machine/m/power/on", headers);

        assertThat(asDoor(NORTH.door(), "GET", outcome, Map.of()).body())
                .isEqualTo("{\"state\":\"done\",\"status\":200,\"body\":\"{\\\"id\\\":\\\"noted\\\"}\"}");
        assertThat(asDoor(SOUTH.door(), "GET", outcome, Map.of()).statusCode()).isEqualTo(404);
        assertThat(asDoor(NORTH.door(), "POST", "/v1/machine/m/power/on", headers)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theOwnDoorBelievesNobodyWhoOnlySaysWhoHeIs() throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metal/v1/partition".formatted(south.ownPort())));
        named(ADMIN).forEach(request::header);
        try (var client = HttpClient.newHttpClient()) {
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void theMemoryOfRequestsIsBounded() {
        var memory = new RequestMemory(3, 100);
        for (int i = 0; i < 10; i++) {
            memory.begin("north", "id" + i);
            memory.end("id" + i, 200, new byte[40]);
        }

        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.of("north", "id9")).isPresent();
        assertThat(memory.of("north", "id0")).isEmpty();
        memory.begin("north", "big");
        memory.end("big", 200, new byte[300_000]);
        assertThat(memory.of("north", "big"))
                .hasValueSatisfying(done ->
                        assertThat(((RequestMemory.Outcome.Done) done).body()).isEmpty());
    }
}
