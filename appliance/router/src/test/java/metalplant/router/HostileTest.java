package metalplant.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import metalplant.router.RecordingPlant.Told;
import metalplant.router.plants.Plants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client sends. Takes a few seconds of the federation tests' share. */
class HostileTest {
    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static RecordingPlant north;
    private static RecordingPlant south;
    private static OpenDoor door;

    @BeforeAll
    static void open() throws IOException {
        north = new RecordingPlant("north");
        south = new RecordingPlant("south");
        door = new OpenDoor(Plants.fixed("north", List.of(north.peer(), south.peer())), folder, OpenDoor.PATIENT);
        OPEN.addAll(List.of(door, north, south));
    }

    @AfterAll
    static void close() throws Exception {
        for (var part : OPEN) {
            part.close();
        }
    }

    @BeforeEach
    void forget() {
        north.forget();
        south.forget();
        north.answers(_ -> new Told(200, "{\"id\":\"x\"}"));
        south.answers(_ -> new Told(200, "{\"id\":\"x\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "\"text\"",
                "{",
                "{\"partitionid\":\"south-part\"",
                "{\"partitionid\":\"south-part\"} {}",
                "{\"partitionid\":\"south-part\",\"partitionid\":\"north-part\"}",
                "{\"partitionid\":\"south-part\",\"PartitionID\":\"north-part\"}",
                "{\"partitionid\":\"south-part\",\"part\\u0069tionid\":\"north-part\"}",
                "{\"partitionid\":\"south-part\",\"part\u0131t\u0131onid\":7,\"partitionid\":null}",
                "{\"partitionid\":7}",
                "{\"partitionid\":{\"a\":1}}",
                "{\"partitionid\":[1]}",
                "{'partitionid':'south-part'}"
            })
    void aBodyThatTwoReadersCouldReadInTwoWaysGoesNowhere(String body) throws Exception {
        var response = door.send("POST", "/v1/machine/allocate", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(north.all()).isEmpty();
        assertThat(south.all()).isEmpty();
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() throws Exception {
        var deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"partitionid\":\"south-part\"}";

        assertThat(door.send("POST", "/v1/machine/allocate", deep).statusCode()).isEqualTo(400);
    }

    @Test
    void aFieldIsFoundBehindMegabytesAndInAnyCase() throws Exception {
        var body = "{\"user_data\":\"%s\",\"PartitionID\":\"south-part\"}".formatted("x".repeat(3_000_000));

        assertThat(door.send("POST", "/v1/machine/allocate", body).statusCode()).isEqualTo(200);

        assertThat(south.requests()).hasSize(1);
        assertThat(south.requests().getFirst().text()).isEqualTo(body);
        assertThat(north.requests()).isEmpty();
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        var body = "{\"partitionid\":\"south-part\",\"a\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}";
        int status;
        try {
            status = door.send("POST", "/v1/machine/allocate", body).statusCode();
        } catch (IOException e) {
            // The door may close the connection while the client still writes: that is a refusal too.
            status = 413;
        }

        assertThat(status).isEqualTo(413);
        assertThat(south.all()).isEmpty();
    }

    @Test
    void aKeyForAPartOfThePlantsOwnDoorOpensNothingHere() throws Exception {
        for (var target : List.of("/v1/switch/south-leaf", "/v1/partition/south-part", "/v1/size")) {
            for (var key :
                    Map.of("Metal-Switches", "s", "Metal-Controllers", "c").entrySet()) {
                var response =
                        OpenDoor.send(door.sign(door.request("GET", target, ""), key.getKey(), key.getValue(), "GET"));

                assertThat(response.statusCode()).as(key + target).isEqualTo(403);
                assertThat(response.body()).contains("own door");
            }
        }
        assertThat(north.requests()).isEmpty();
        assertThat(south.requests()).isEmpty();
    }

    @Test
    void headersThatOnlyDoorsMaySetAreThrownAway() throws Exception {
        var request = door.request("GET", "/v1/partition/south-part", "")
                .header("Metal-Plant-Caller-Role", "admin")
                .header("metal-plant-caller-email", "somebody@else")
                .header("METAL-PLANT-Request-Id", "1")
                .header("X-Kept", "yes");
        var response = OpenDoor.send(door.sign(request, "Metal-View", "v", "GET"));

        assertThat(response.statusCode()).isEqualTo(200);
        var seen = south.requests().getFirst();
        assertThat(seen.headers().get("metal-plant-caller-role")).containsExactly("view");
        assertThat(seen.headers().get("metal-plant-caller-email")).containsExactly("metal-view%40metal-stack.io");
        assertThat(seen.headers().get("metal-plant-request-id")).hasSize(1);
        assertThat(seen.header("x-kept")).isEqualTo("yes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/machine/../partition/south-part",
                "/v1/machine/%2e%2e/partition",
                "/v1/machine/a%2fpower%2fon",
                "/v1/machine/a%5cb",
                "/v1/machine/a;b=c",
                "/v1/machine/a%3bb",
                "/v1//machine",
                "//v1/machine",
                "/v1/machine/%00",
                "/v1/machine/%zz",
                "/v1/machine/%c3%28",
                "/v1/machine/%0d%0aX: y"
            })
    void aPathThatTwoServersCouldReadInTwoWaysGoesNowhere(String path) throws Exception {
        var answer = raw("GET /metal%s HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n".formatted(path));

        assertThat(answer).startsWith("HTTP/1.1 40");
        assertThat(north.all()).isEmpty();
        assertThat(south.all()).isEmpty();
    }

    @Test
    void anEscapedWordIsTheWord() throws Exception {
        var response = door.send("GET", "/v1/machine/%63onsolepassword", "{\"id\":\"m\",\"reason\":\"x\"}");
        south.answers(_ -> Told.MISSING);

        // Was located at the own plant, as the word itself would have been, and not taken for an id.
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(south.all()).isEmpty();
        assertThat(north.requests().getLast().target()).isEqualTo("/v1/machine/%63onsolepassword");
    }

    @Test
    void pathsOutsideTheApiAreNotForThisDoor() throws Exception {
        for (var path : List.of("/v1/plant/lease", "/federation/request/x", "/v1/nothing", "/apidocs.json")) {
            assertThat(door.send("POST", path, "{}").statusCode()).isEqualTo(404);
        }
        assertThat(door.send("PUT", "/v1/machine", "{}").statusCode()).isEqualTo(405);
        assertThat(north.all()).isEmpty();
        assertThat(south.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Content-Length: 5\r\nContent-Length: 60\r\n",
                "Transfer-Encoding : chunked\r\n"
            })
    void aRequestWithTwoLengthsNeverBecomesTwoRequests(String framing) throws Exception {
        var smuggled =
                "DELETE /v1/machine/south-machine/free HTTP/1.1\r\nHost: x\r\nMetal-Plant-Caller-Role: admin\r\n\r\n";
        raw("POST /metal/v1/machine/find HTTP/1.1\r\nHost: door\r\n%sConnection: close\r\n\r\n0\r\n\r\n%s"
                .formatted(framing, smuggled));

        assertThat(methods(north)).doesNotContain("DELETE");
        assertThat(methods(south)).doesNotContain("DELETE");
    }

    @Test
    void aSignatureIsGoodForOneRequest() throws Exception {
        var signed = door.sign(door.request("POST", "/v1/machine/south-1/power/on", "[]"), "Metal-Edit", "e", "POST");

        assertThat(OpenDoor.send(signed).statusCode()).isEqualTo(200);
        assertThat(OpenDoor.send(signed).statusCode()).isEqualTo(403);
        assertThat(methods(north).stream().filter("POST"::equals)).hasSize(1);
    }

    @Test
    void viewersChangeNothing() throws Exception {
        var request = door.sign(door.request("POST", "/v1/machine/south-1/power/on", "[]"), "Metal-View", "v", "POST");

        assertThat(OpenDoor.send(request).statusCode()).isEqualTo(403);
        assertThat(north.all()).isEmpty();
    }

    private static List<String> methods(RecordingPlant plant) {
        return plant.all().stream().map(RecordingPlant.Seen::method).collect(Collectors.toList());
    }

    /** Sends bytes as they are and returns what comes back until the door closes, or until it has said all it has to say. */
    private static String raw(String request) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            var in = socket.getInputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                answer.write(c);
            }
        } catch (SocketException _) {
            // Closed with our bytes unread: what came before counts.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}
