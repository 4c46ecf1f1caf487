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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.core.store.InMemoryStore;
import metalplant.door.Caller;
import metalplant.door.CallerHeaders;
import metalplant.door.Role;
import metalplant.door.hmac.Signature;
import metalplant.federation.value.PlantId;
import metalplant.router.Router;
import metalplant.router.RouterConfig;
import metalplant.router.plants.Plants;
import metalplant.router.table.Guard;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two plants' servers and the federation door of one of them, over real mutual TLS. Takes about two seconds of the federation tests' share. */
class PeerDoorTest {
    private static final Caller ADMIN = new Caller("jörg+1@example.org", "Jörg", "north", Role.ADMIN);

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static final AtomicBoolean NORTH_IS_MEMBER = new AtomicBoolean(true);
    private static DoorKeys northKeys;
    private static DoorKeys southKeys;
    private static DoorKeys eastKeys;
    private static DoorPlant north;
    private static DoorPlant south;
    private static WebServer door;

    @BeforeAll
    static void open() {
        northKeys = DoorKeys.of("north", folder);
        southKeys = DoorKeys.of("south", folder);
        eastKeys = DoorKeys.of("east", folder);
        for (var other : List.of(northKeys, eastKeys)) {
            southKeys.pins(other);
            other.pins(southKeys);
        }
        north = new DoorPlant(northKeys, _ -> Optional.empty());
        south = new DoorPlant(southKeys, new Peers() {
            @Override
            public Optional<Peer> of(PlantId plant) {
                return peer(plant);
            }

            @Override
            public boolean sharesNetwork(String id) {
                return id.equals("internet");
            }
        });
        var plants = Plants.fixed("north", List.of(north.here(), south.seenFrom(northKeys)));
        var router = new Router(
                RouterConfig.of("/metal/", folder.resolve("router")), plants, DoorPlant.auth(north.world), north.world);
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

    /** North gets what every member gets, and east more. */
    private static Optional<Peer> peer(PlantId plant) {
        if (plant.equals(northKeys.id())) {
            return Optional.of(new Peer("north", Role.EDIT, Set.of())).filter(_ -> NORTH_IS_MEMBER.get());
        }
        return plant.equals(eastKeys.id())
                ? Optional.of(new Peer("east", Role.ADMIN, Set.of(Guard.BMC_CREDENTIALS)))
                : Optional.empty();
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

    /** As the router of that plant would ask the door of the south. */
    private static HttpResponse<String> asDoor(DoorKeys keys, String method, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        return asDoor(keys, method, path, headers, "");
    }

    private static HttpResponse<String> asDoor(
            DoorKeys keys, String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(south.peerAddress() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(keys.tls().calling(southKeys.id().text()))
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

        assertThat(asDoor(northKeys, "POST", "/v1/machine/m/power/on", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);
        assertThat(asDoor(eastKeys, "POST", "/v1/machine/m/power/on", named(ADMIN))
                        .statusCode())
                .isEqualTo(200);

        assertThat(south.callers).containsExactly(new Caller("jörg+1@example.org", "Jörg", "north", Role.EDIT), ADMIN);
    }

    @Test
    void anAdminOfOnePlantIsAdminOfSharedMasterdataAtItsHomeAndAnEditorIsNot() throws Exception {
        var editor = new Caller("e@example.org", "e", "north", Role.EDIT);

        assertThat(asDoor(northKeys, "DELETE", "/v1/tenant/acme", named(ADMIN)).statusCode())
                .isEqualTo(200);
        assertThat(asDoor(northKeys, "DELETE", "/v1/tenant/acme", named(editor)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAdminOfOnePlantIsAdminOfANetworkThatPlantsShareAndOfNoOther() throws Exception {
        for (var each : Map.of("internet", 200, "of-a-partition", 403).entrySet()) {
            var id = each.getKey();
            assertThat(asDoor(northKeys, "DELETE", "/v1/network/" + id, named(ADMIN))
                            .statusCode())
                    .isEqualTo(each.getValue());
            assertThat(asDoor(northKeys, "POST", "/v1/network", named(ADMIN), "{\"id\":\"%s\"}".formatted(id))
                            .statusCode())
                    .isEqualTo(each.getValue());
        }
        var editor = new Caller("e@example.org", "e", "north", Role.EDIT);
        assertThat(asDoor(northKeys, "DELETE", "/v1/network/internet", named(editor))
                        .statusCode())
                .isEqualTo(403);
        assertThat(asDoor(
                                northKeys,
                                "POST",
                                "/v1/network",
                                named(ADMIN),
                                "{\"id\":\"internet\",\"ID\":\"of-a-partition\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aViewerThereIsAViewerHere() throws Exception {
        var viewer = new Caller("v@example.org", "v", "north", Role.VIEW);

        assertThat(asDoor(northKeys, "POST", "/v1/machine/m/power/on", named(viewer))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatStaysInsideStaysInsideWhateverTheOtherDoorLetsThrough() throws Exception {
        assertThat(asDoor(northKeys, "GET", "/v1/machine/m/ipmi", named(ADMIN)).statusCode())
                .isEqualTo(403);
        assertThat(asDoor(eastKeys, "GET", "/v1/machine/m/ipmi", named(ADMIN)).statusCode())
                .isEqualTo(200);
        assertThat(asDoor(eastKeys, "POST", "/v1/plant/lease", named(ADMIN)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoIsNotPinnedGetsNoAnswer() {
        var stranger = DoorKeys.of("stranger", folder);
        stranger.pins(southKeys);

        assertThatThrownBy(() -> asDoor(stranger, "GET", "/v1/partition", named(ADMIN)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPlantThatIsPinnedButNoMemberIsRefusedWithTheNextRequest() throws Exception {
        assertThat(asDoor(northKeys, "GET", "/v1/partition", named(ADMIN)).statusCode())
                .isEqualTo(200);
        NORTH_IS_MEMBER.set(false);
        try {
            assertThat(asDoor(northKeys, "GET", "/v1/partition", named(ADMIN)).statusCode())
                    .isEqualTo(403);
            assertThat(throughTheDoor("GET", "/v1/partition", "").statusCode()).isEqualTo(503);
        } finally {
            NORTH_IS_MEMBER.set(true);
        }
    }

    @Test
    void whatIsReadInTwoWaysIsRefusedAndOtherPathsBelongToNobody() throws Exception {
        assertThat(asDoor(northKeys, "GET", "/v1/partition/a%00b", named(ADMIN)).statusCode())
                .isEqualTo(400);
        assertThat(asDoor(northKeys, "GET", "/v1/nothing", named(ADMIN)).statusCode())
                .isEqualTo(404);
        assertThat(asDoor(northKeys, "PATCH", "/v1/partition", named(ADMIN)).statusCode())
                .isEqualTo(405);
    }

    @Test
    void theOwnPlantAnswersIndoorsAsItsDoorDoes() throws Exception {
        var get = "/v1/partition/north-part";
        var through = throughTheDoor("GET", get, "");
        var direct = signed(north.ownPort(), "GET", get, "", Map.of());

        assertThat(through.statusCode()).isEqualTo(200);
        assertThat(through.body()).isEqualTo(direct.body());
        assertThat(through.headers().firstValue("content-type"))
                .isEqualTo(direct.headers().firstValue("content-type"));
        for (var body : List.of("", "{\"id\":\"north-part\",\"description\":7}")) {
            var refused = throughTheDoor("POST", "/v1/partition", body);
            var wanted = signed(north.ownPort(), "POST", "/v1/partition", body, Map.of());
            assertThat(refused.statusCode()).isEqualTo(wanted.statusCode());
            assertThat(refused.body()).isEqualTo(wanted.body());
        }
    }

    @Test
    void aCallerWithoutANameOrWithTwoIsRefused() throws Exception {
        assertThat(asDoor(northKeys, "GET", "/v1/partition", Map.of()).statusCode())
                .isEqualTo(403);
        var broken = new java.util.LinkedHashMap<>(named(ADMIN));
        broken.put(CallerHeaders.ROLE, "root");
        assertThat(asDoor(northKeys, "GET", "/v1/partition", broken).statusCode())
                .isEqualTo(403);
        broken.put(CallerHeaders.ROLE, "view");
        broken.put(CallerHeaders.REQUEST_ID, "../x");
        assertThat(asDoor(northKeys, "GET", "/v1/partition", broken).statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatBecameOfARequestIsToldToTheDoorThatSentItAndItsIdIsGoodOnce() throws Exception {
        var headers = named(ADMIN);
        var outcome = "/federation/request/" + headers.get(CallerHeaders.REQUEST_ID);

        assertThat(asDoor(northKeys, "GET", outcome, Map.of()).statusCode()).isEqualTo(404);
        asDoor(northKeys, "POST", "/v1/machine/m/power/on", headers);

        assertThat(asDoor(northKeys, "GET", outcome, Map.of()).body())
                .isEqualTo("{\"state\":\"done\",\"status\":200,\"body\":\"{\\\"id\\\":\\\"noted\\\"}\"}");
        assertThat(asDoor(eastKeys, "GET", outcome, Map.of()).statusCode()).isEqualTo(404);
        assertThat(asDoor(northKeys, "POST", "/v1/machine/m/power/on", headers).statusCode())
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
    void anOutcomeIsKnownAfterARestartAndWhatWasCutShortIsSaidToBe() {
        var id = UUID.randomUUID().toString();
        var open = UUID.randomUUID().toString();
        south.memory.begin(northKeys.id(), "machineOn", id);
        south.memory.end(id, 200, "{}".getBytes(StandardCharsets.UTF_8));
        south.memory.begin(northKeys.id(), "machineOn", open);
        assertThat(south.memory.of(northKeys.id(), open)).contains(new Outcome.Running());

        var restarted = new RequestMemory(south.store, south.world, 1_000);

        assertThat(restarted.of(northKeys.id(), id)).get().isInstanceOf(Outcome.Done.class);
        assertThat(restarted.of(northKeys.id(), open)).contains(new Outcome.Interrupted());
        assertThat(restarted.of(eastKeys.id(), id)).isEmpty();
        assertThat(restarted.of(id)).isPresent();
        assertThatThrownBy(() -> restarted.begin(northKeys.id(), "machineOn", id))
                .hasMessageContaining("was here before");
    }

    @Test
    void theMemoryOfRequestsIsBounded() {
        var world = SimulatedWorld.seeded(7);
        var memory = new RequestMemory(new InMemoryStore(), world, 3);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 130; i++) {
            var id = world.newId().toString();
            ids.add(id);
            world.advance(Duration.ofSeconds(1));
            memory.begin(northKeys.id(), "machineOn", id);
            memory.end(id, 200, new byte[i == 129 ? 300_000 : 40]);
        }

        assertThat(memory.of(ids.getFirst())).isEmpty();
        assertThat(ids.stream().filter(id -> memory.of(id).isPresent()).count()).isLessThan(70);
        assertThat(memory.of(ids.getLast())).contains(new Outcome.Done(200, Optional.empty()));
        world.advance(Duration.ofDays(8));
        for (int i = 0; i < 64; i++) {
            memory.begin(eastKeys.id(), "machineOn", world.newId().toString());
        }
        assertThat(memory.of(ids.getLast())).isEmpty();
    }
}
