package metalplant.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import metalplant.door.ProtocolErrors;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.door.hmac.Signature;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;
import metalplant.wire.size.SizeCreateRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestDoorTest {
    private static final AtomicInteger SALT = new AtomicInteger();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static WebServer server = WebServer.builder().build();

    @BeforeAll
    static void open() {
        var world = new SystemWorld();
        var auth = new HmacAuth(
                List.of(HmacUser.view("v"), HmacUser.edit("e"), HmacUser.admin("a")),
                "metal-stack",
                world,
                world.now().minusSeconds(3600),
                LeasePrincipals.NONE);
        var routing = HttpRouting.builder();
        new RestDoor("/metal/", auth, List.of(RestDoorTest::feature)).routing(routing);
        server = WebServer.builder()
                .port(0)
                .directHandlers(ProtocolErrors.handlers())
                .routing(routing)
                .build()
                .start();
    }

    @AfterAll
    static void close() {
        server.stop();
    }

    private static List<Operation> feature() {
        return List.of(
                Operation.get("/v1/thing", "listThings", Role.VIEW, _ -> Answer.ok(List.of())),
                Operation.put(
                        "/v1/thing",
                        "createThing",
                        Role.ADMIN,
                        call -> Answer.created(call.body(SizeCreateRequest.class))),
                Operation.get("/v1/thing/issues", "issues", Role.VIEW, _ -> Answer.ok("literal")),
                Operation.get("/v1/thing/{id}", "findThing", Role.VIEW, call -> Answer.ok(call.path("id"))),
                Operation.command("/v1/thing/{id}/power/on", "thingOn", Role.EDIT, call -> Answer.ok(call.path("id"))),
                Operation.get("/v1/problem/{code}", "problem", Role.OPEN, call -> {
                    throw Problem.of(ProblemCode.valueOf(call.path("code")), "what happened");
                }),
                Operation.get("/v1/broken", "broken", Role.OPEN, _ -> {
                    throw new IllegalStateException("secret");
                }),
                Operation.get(
                        "/v1/early",
                        "early",
                        Role.OPEN,
                        _ -> Answer.stream(out -> {
                            out.writeStartArray();
                            throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "gone");
                        })),
                Operation.get(
                        "/v1/late",
                        "late",
                        Role.OPEN,
                        _ -> Answer.stream(out -> {
                            out.writeStartArray();
                            for (int i = 0; i < 100_000; i++) {
                                out.writeString("row");
                            }
                            throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "gone");
                        })),
                Operation.upload("/v1/upload/{id}", "upload", Role.EDIT, call -> {
                    try (var file = call.file("file")) {
                        return Answer.ok(file.transferTo(OutputStream.nullOutputStream()));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }),
                Operation.get("/v1/open", "open", Role.OPEN, call -> Answer.ok(call.flag("flag"))));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metal%s".formatted(server.port(), path)));
    }

    private static HttpRequest.Builder sign(HttpRequest.Builder request, String type, String key, String method) {
        var date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var salt = "salt" + SALT.incrementAndGet();
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), date, method, salt);
        return request.header("Authorization", type + " " + HexFormat.of().formatHex(mac))
                .header("X-Date", date.toString())
                .header("X-Data-Salt", salt);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpErrorResponse error(HttpResponse<String> response) throws IOException {
        var inner = WireJson.mapper().readValue(response.body(), String.class);
        var error = WireJson.mapper().readValue(inner, HttpErrorResponse.class);
        assertThat(error.statusCode()).isEqualTo(response.statusCode());
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return error;
    }

    @ParameterizedTest
    @CsvSource({
        "ENTITY_NOT_FOUND,404,NotFound what happened",
        "ENTITY_EXISTS,409,Conflict what happened",
        "RULE_VIOLATED,422,what happened",
        "NO_ADDRESS_LEFT,500,what happened",
        "DATABASE_UNAVAILABLE,503,what happened",
        "FEATURE_DISABLED,500,what happened",
        "NOT_ALLOWED,403,what happened"
    })
    void aProblemBecomesItsStatusInADoublyEncodedBody(String code, int status, String message) throws Exception {
        var response = send(request("/v1/problem/" + code));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response).message()).isEqualTo(message);
    }

    @Test
    void whatWeDidNotForeseeIs500WithoutItsText() throws Exception {
        var response = send(request("/v1/broken"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(error(response).message()).doesNotContain("secret");
    }

    @Test
    void literalSegmentsWinOverParameters() throws Exception {
        assertThat(send(sign(request("/v1/thing/issues"), "Metal-View", "v", "GET"))
                        .body())
                .isEqualTo("\"literal\"");
        assertThat(send(sign(request("/v1/thing/2001:db8::1"), "Metal-View", "v", "GET"))
                        .body())
                .isEqualTo("\"2001:db8::1\"");
        assertThat(send(sign(request("/v1/thing/2001%3Adb8%3A%3A1"), "Metal-View", "v", "GET"))
                        .body())
                .isEqualTo("\"2001:db8::1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/thing", "/v1/thing/"})
    void aCollectionIsReachableWithAndWithoutSlash(String path) throws Exception {
        assertThat(send(sign(request(path), "Metal-View", "v", "GET")).body()).isEqualTo("[]");
    }

    @Test
    void missingCredentialsAreForbiddenAndSayWhatToDo() throws Exception {
        var response = send(request("/v1/thing"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(error(response).message()).contains("sign the request");
    }

    @Test
    void brokenCredentialsAreForbiddenEvenOnOpenPaths() throws Exception {
        assertThat(send(sign(request("/v1/open"), "Metal-View", "wrong", "GET")).statusCode())
                .isEqualTo(403);
        assertThat(send(request("/v1/open")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRoleTooLowIsForbidden() throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Edit", "e", "PUT")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{}"));

        var response = send(put);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(error(response).message()).contains("maas-all-all-admin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"id\":1}",
                "{\"id\":\"a\"}}",
                "{\"constraints\":{}}",
                "nul",
                "null",
                "\"x\"",
                "{\"id\":\"\\ud800\"}"
            })
    void aMalformedBodyIs400(String body) throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Admin", "a", "PUT")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));

        assertThat(send(put).statusCode()).isEqualTo(400);
    }

    @Test
    void deepNestingIs400AndNotAStackOverflow() throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Admin", "a", "PUT")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("[".repeat(1_000_000)));

        assertThat(send(put).statusCode()).isEqualTo(400);
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Admin", "a", "PUT")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"id\":\"a\",\"new\":{\"x\":[1]}}"));

        assertThat(send(put).statusCode()).isEqualTo(201);
    }

    @Test
    void aBodyWithoutContentTypeIs415() throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Admin", "a", "PUT").PUT(BodyPublishers.ofString("{}"));

        assertThat(send(put).statusCode()).isEqualTo(415);
    }

    @Test
    void aCommandNeedsNeitherBodyNorContentTypeAndIgnoresAList() throws Exception {
        var bare = sign(request("/v1/thing/m1/power/on"), "Metal-Edit", "e", "POST")
                .POST(BodyPublishers.noBody());
        var list = sign(request("/v1/thing/m1/power/on"), "Metal-Edit", "e", "POST")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[]"));

        assertThat(send(bare).statusCode()).isEqualTo(200);
        assertThat(send(list).statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerTypeWeDoNotHaveIs406() throws Exception {
        assertThat(send(sign(request("/v1/thing"), "Metal-View", "v", "GET").header("Accept", "text/xml"))
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void theWrongVerbIs405AndNamesTheRightOnes() throws Exception {
        var response = send(request("/v1/thing").DELETE());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, PUT");
        assertThat(error(response).message()).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/thing/%00",
                "/v1/thing/a%00b",
                "/v1/thing/%",
                "/v1/thing/a%4",
                "/v1/thing/%zz",
                "/v1/thing/%+1",
                "/v1/thing/%ff",
                "/v1/thing/%ed%a0%80",
                "/v1/thing/%c0%80",
                "/v1/thing/\u00fc",
                "/v1/thing/a\u0000b",
                "/v1/nothing/%00",
                "/v1/open?flag=%00",
                "/v1/open?other=%00",
                "/v1/open?%00=true",
                "/v1/open?flag=%",
                "/v1/open?flag=%zz",
                "/v1/open?flag=\u00fc",
                "/v1/open?flag=%c3%28"
            })
    void aPathOrQueryThatIsNoTextIs400(String target) throws Exception {
        var answer = raw("GET /metal%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(target));

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(errorIn(answer).statusCode()).isEqualTo(400);
        assertThat(errorIn(answer).message()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /metal/v1/open HTTP/1.1\r\n\r\n",
                "GET /metal/v1/open HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n",
                "GET /metal/v1/open HTTP/1.1\r\nHost: localhost\r\nX-Date: a\u0000b\r\n\r\n",
                "POST /metal/v1/thing HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n"
            })
    void whatIsNoRequestIs400InTheFormOfEveryError(String request) throws Exception {
        var answer = raw(request);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(errorIn(answer).statusCode()).isEqualTo(400);
        assertThat(errorIn(answer).message()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Bb,a+b",
        "a+b,a+b",
        "a%20b,a b",
        "%C3%BC,\u00fc",
        "%F0%9F%90%9F,\ud83d\udc1f",
        "a%25b,a%b",
        "a+b%20c,a+b c"
    })
    void anIdArrivesAsItWasMeant(String encoded, String id) throws Exception {
        var response = send(sign(request("/v1/thing/" + encoded), "Metal-View", "v", "GET"));

        assertThat(WireJson.mapper().readValue(response.body(), String.class)).isEqualTo(id);
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            var in = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("a byte after: " + head).isNotNegative();
                head.append((char) next);
            }
            var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            assertThat(length.find()).as(head.toString()).isTrue();
            var body = in.readNBytes(Integer.parseInt(length.group(1)));
            return head + new String(body, StandardCharsets.UTF_8);
        }
    }

    private static HttpErrorResponse errorIn(String answer) throws IOException {
        var inner = WireJson.mapper().readValue(answer.substring(answer.indexOf("\r\n\r\n") + 4), String.class);
        return WireJson.mapper().readValue(inner, HttpErrorResponse.class);
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        var response = send(request("/v1/nothing"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).message()).contains("/metal/v1");
    }

    @Test
    void aWrongBooleanIs400() throws Exception {
        assertThat(send(request("/v1/open?flag=maybe")).statusCode()).isEqualTo(400);
        assertThat(send(request("/v1/open?flag=true")).body()).isEqualTo("true");
    }

    @Test
    void aStreamThatFailsEarlyStillGetsItsStatus() throws Exception {
        assertThat(send(request("/v1/early")).statusCode()).isEqualTo(503);
    }

    @Test
    void aStreamThatFailsLateIsCutAndNotClosedAsIfItWereWhole() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> send(request("/v1/late"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aHundredMegabytesAreRefusedWithoutBeingRead() throws Exception {
        long length = 100L * 1024 * 1024;
        var signed =
                sign(request("/v1/thing"), "Metal-Admin", "a", "PUT").build().headers();
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var head = new ArrayList<String>();
            head.add("PUT /metal/v1/thing HTTP/1.1");
            head.add("Host: localhost");
            head.add("Content-Type: application/json");
            head.add("Content-Length: " + length);
            signed.map().forEach((name, values) -> head.add(name + ": " + values.getFirst()));
            OutputStream out = socket.getOutputStream();
            out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[1024]);
            out.flush();

            var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void anEndlessChunkedBodyIsRefusedWithoutBeingKept() throws Exception {
        var put = sign(request("/v1/thing"), "Metal-Admin", "a", "PUT")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArrays(() -> java.util.stream.Stream.generate(() -> new byte[1 << 20])
                        .limit(40)
                        .iterator()));

        int status;
        try {
            status = send(put).statusCode();
        } catch (IOException cut) {
            return; // the connection was cut while we were still sending: refused as well
        }
        assertThat(status).isEqualTo(413);
    }

    private static HttpRequest.Builder upload(String type, String body) {
        return sign(request("/v1/upload/1"), "Metal-Edit", "e", "PUT")
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofString(body));
    }

    @Test
    void aFileIsReadWhileItComesHoweverLargeItIs() throws Exception {
        var head = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
        var chunk = new byte[1 << 20];
        var parts = new ArrayList<byte[]>();
        parts.add(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 40; i++) {
            parts.add(chunk);
        }
        parts.add("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));

        var response = send(sign(request("/v1/upload/1"), "Metal-Edit", "e", "PUT")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .PUT(BodyPublishers.ofByteArrays(parts)));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Integer.toString(40 << 20));
    }

    @Test
    void whatIsNoFormWithAFileIsRefused() throws Exception {
        var other = "--b\r\nContent-Disposition: form-data; name=\"other\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n";
        var cut = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nabc";

        assertThat(error(send(upload("application/json", "{}"))).statusCode()).isEqualTo(415);
        assertThat(error(send(upload("multipart/form-data", "x"))).statusCode()).isEqualTo(400);
        assertThat(error(send(upload("multipart/form-data; boundary=b", ""))).statusCode())
                .isEqualTo(400);
        assertThat(error(send(upload("multipart/form-data; boundary=b", other))).message())
                .contains("no file in a field called \"file\"");
        assertThat(error(send(upload("multipart/form-data; boundary=b", cut))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoMayNotUploadIsRefusedWithoutReadingTheFile() throws Exception {
        var response = send(sign(request("/v1/upload/1"), "Metal-View", "v", "PUT")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .PUT(BodyPublishers.ofString("x")));

        assertThat(error(response).statusCode()).isEqualTo(403);
    }
}
