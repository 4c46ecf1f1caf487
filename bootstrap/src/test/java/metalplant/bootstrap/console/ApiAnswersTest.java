package metalplant.bootstrap.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import metalplant.cli.api.HmacSigner;
import metalplant.cli.api.PlantApi;
import metalplant.cli.api.SignedToken;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import metalplant.wire.common.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiAnswersTest {
    private static final String ID = "00000000-0000-4000-8000-000000000001";
    private static final String MACHINE = """
            {"id":"%s","partition":{"id":"north-1","mgmtserviceaddress":"10.0.0.1:3333"},
             "allocation":{"allocationuuid":"a","created":"2026-01-01T00:00:00.000Z","project":"p","role":"%s","ssh_pub_keys":["ssh-ed25519 AAAA me"]}}""";

    private record Said(int status, String body) {}

    private final Map<String, Said> own = new ConcurrentHashMap<>();
    private final Map<String, Said> all = new ConcurrentHashMap<>();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final SystemWorld world = new SystemWorld();
    private HttpServer server = start();

    private HttpServer start() {
        try {
            var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            serve(made, "/own/", own);
            serve(made, "/all/", all);
            return made;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void serve(HttpServer made, String base, Map<String, Said> answers) {
        made.createContext(base, exchange -> {
            var path = exchange.getRequestURI().getPath().substring(base.length());
            asked.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var said = answers.getOrDefault(path, new Said(404, "{}"));
            var body = said.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(said.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @BeforeEach
    void begin() {
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private URI at(String base) {
        return URI.create(
                "http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), base));
    }

    private PlantApi api(String base) {
        return new PlantApi(at(base), new HmacSigner("Metal-View", "k"), Duration.ofSeconds(10), world);
    }

    private ApiBook book(ApiBook.Login login) {
        return new ApiBook(api("own"), api("all"), login, Optional.empty());
    }

    private ApiBook book() {
        return book(new ApiBook.Login("", ""));
    }

    @Test
    void aMachineIsOfThisPlantOrOfAnotherOneOrOfNone() {
        assertThat(book().find(ID)).isEmpty();
        all.put("v1/machine/" + ID, new Said(200, MACHINE.formatted(ID, "machine")));
        assertThat(book().find(ID)).hasValueSatisfying(machine -> {
            assertThat(machine.here()).isFalse();
            assertThat(machine.management()).isEqualTo("10.0.0.1:3333");
            assertThat(machine.holding().orElseThrow().firewall()).isFalse();
            assertThat(machine.holding().orElseThrow().keys()).containsExactly("ssh-ed25519 AAAA me");
        });
        own.put("v1/machine/" + ID, new Said(200, MACHINE.formatted(ID, "firewall")));
        assertThat(book().find(ID)).hasValueSatisfying(machine -> {
            assertThat(machine.here()).isTrue();
            assertThat(machine.holding().orElseThrow().firewall()).isTrue();
        });
    }

    @Test
    void aMachineOfAPartitionThatHasItsOwnConsolesIsReachedThere() {
        var body = MACHINE.formatted(ID, "machine");
        own.put("v1/machine", new Said(200, "[%s]".formatted(body)));
        own.put("v1/machine/" + ID, new Said(200, body));
        var fromSouth = from("south-1");
        assertThat(fromSouth.find(ID).orElseThrow().here()).isFalse();
        assertThat(fromSouth.ids()).isEmpty();
        assertThat(from("north-1").find(ID).orElseThrow().here()).isTrue();
        assertThat(from("north-1").ids()).containsExactly(ID);

        var without = body.replace("10.0.0.1:3333", "");
        own.put("v1/machine/" + ID, new Said(200, without));
        assertThat(fromSouth.find(ID).orElseThrow().here()).isTrue();
    }

    private ApiBook from(String site) {
        return new ApiBook(api("own"), api("all"), new ApiBook.Login("", ""), Optional.of(site));
    }

    @Test
    void anErrorIsNotNowAndNeverNo() {
        own.put("v1/machine/" + ID, new Said(503, "{}"));
        var problem = catchThrowableOfType(Problem.class, () -> book().find(ID));
        assertThat(problem.code()).isEqualTo(ProblemCode.TOO_BUSY);
    }

    @Test
    void aControllerWithoutAUserNeedsTheCommonOne() {
        own.put(
                "v1/machine/%s/ipmi".formatted(ID),
                new Said(200, "{\"ipmi\":{\"address\":\"10.1.1.1:1623\",\"user\":\"\",\"password\":\"\"}}"));
        var problem = catchThrowableOfType(Problem.class, () -> book().controller(ID));
        assertThat(problem).hasMessageContaining("knows no user of the management controller 10.1.1.1:1623");
        var controller = book(new ApiBook.Login("root", "calvin")).controller(ID);
        assertThat(controller.host()).isEqualTo("10.1.1.1");
        assertThat(controller.ipmiPort()).isEqualTo(1623);
        assertThat(controller.password()).isEqualTo("calvin");
    }

    /** As the API writes it. */
    private static String user(String group) {
        return WireJson.text(new User("a@b", List.of(group), "", "a", "", "t"));
    }

    @Test
    void aTokenIsShownToTheApiAndMustBeAnAdmins() {
        var token = SignedToken.of(new HmacSigner("Metal-Admin", "secret"), world);
        own.put("v1/user/me", new Said(200, user("maas-all-all-view")));
        try (var check = new TokenCheck(at("own"), "maas-all-all-admin")) {
            var problem = catchThrowableOfType(Problem.class, () -> check.email(token.text()));
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_ALLOWED);
            assertThat(asked.get("v1/user/me")).isEqualTo("Metal-Admin " + token.mac());

            own.put("v1/user/me", new Said(200, user("maas-all-all-admin")));
            assertThat(check.email(token.text())).isEqualTo("a@b");
            own.put("v1/user/me", new Said(403, "{}"));
            assertThat(catchThrowableOfType(Problem.class, () -> check.email(token.text()))
                            .code())
                    .isEqualTo(ProblemCode.CREDENTIALS_REFUSED);
        }
    }

    @Test
    void aPasswordThatIsNoTokenGoesNowhere() {
        try (var check = new TokenCheck(at("own"), "maas-all-all-admin")) {
            assertThat(catchThrowableOfType(Problem.class, () -> check.email("hunter2")))
                    .hasMessageContaining("this is no token");
        }
        assertThat(asked).isEmpty();
    }
}
