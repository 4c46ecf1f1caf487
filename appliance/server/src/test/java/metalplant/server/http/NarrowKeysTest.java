package metalplant.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import metalplant.door.ProtocolErrors;
import metalplant.door.Role;
import metalplant.door.hmac.HmacAuth;
import metalplant.door.hmac.HmacUser;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.door.hmac.Signature;
import metalplant.model.SystemWorld;
import metalplant.router.table.Row;
import metalplant.router.table.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation that there is, asked for with the keys that the boot server and the service of management controllers have. */
class NarrowKeysTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final SystemWorld WORLD = new SystemWorld();
    private static WebServer server = WebServer.builder().build();
    private int salt;

    @BeforeAll
    static void open() {
        var auth = new HmacAuth(
                List.of(HmacUser.edit("e"), HmacUser.switches("s"), HmacUser.controllers("c")),
                "metal-stack",
                WORLD,
                WORLD.now().minusSeconds(3600),
                LeasePrincipals.NONE);
        var routing = HttpRouting.builder();
        new RestDoor(
                        "/metal/",
                        auth,
                        List.of(() -> Table.all().stream()
                                .map(NarrowKeysTest::operation)
                                .toList()))
                .routing(routing);
        server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .shutdownHook(false)
                .directHandlers(ProtocolErrors.handlers())
                .routing(routing)
                .build()
                .start();
    }

    private static Operation operation(Row row) {
        return new Operation(
                row.verb(),
                row.path(),
                row.id(),
                row.role(),
                Operation.Body.NONE,
                _ -> Answer.ok(row.id()),
                Contract.NOTHING);
    }

    @AfterAll
    static void close() {
        server.stop();
        CLIENT.close();
    }

    private HttpResponse<String> ask(Row row, String type, String key) throws IOException, InterruptedException {
        var path = row.path().replaceAll("\\{[a-z]+}", "x");
        var date = WORLD.now().truncatedTo(ChronoUnit.SECONDS);
        var word = "salt" + salt++;
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), date, row.verb(), word);
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metal%s".formatted(server.port(), path)))
                        .method(row.verb(), BodyPublishers.noBody())
                        .header("Authorization", type + " " + HexFormat.of().formatHex(mac))
                        .header("X-Date", date.toString())
                        .header("X-Data-Salt", word)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thatOfSwitchesOpensWhatTheirAgentsNeedAndNothingElse() throws Exception {
        assertThat(opened("Metal-Switches", "s", "the key of switches"))
                .containsExactly(
                        "findSwitch", "findSwitchFabric", "notifySwitch", "registerSwitch", "reportSwitchFabric");
    }

    @Test
    void thatOfControllersOpensWhatIsToldOfThemAndNothingElse() throws Exception {
        assertThat(opened("Metal-Controllers", "c", "the key of controllers"))
                .containsExactly("ipmiReport", "ipmiResult");
    }

    /** What it opens beside what is open to everybody; all else has to be refused with these words. */
    private Set<String> opened(String type, String key, String words) throws Exception {
        var opened = new TreeSet<String>();
        for (var row : Table.all()) {
            var answer = ask(row, type, key);
            if (answer.statusCode() == 200) {
                opened.add(row.id());
            } else {
                assertThat(answer.statusCode()).as(row.id()).isEqualTo(403);
                assertThat(answer.body()).as(row.id()).contains(words, row.id() + " needs another key");
            }
        }
        Table.all().stream().filter(row -> row.role() == Role.OPEN).map(Row::id).forEach(opened::remove);
        return opened;
    }

    @Test
    void neitherIsAnotherKeyAndNoOtherKeyIsOneOfThem() throws Exception {
        var row = Table.all().stream()
                .filter(each -> each.id().equals("findSwitch"))
                .findFirst()
                .orElseThrow();

        assertThat(ask(row, "Metal-Edit", "s").statusCode()).isEqualTo(403);
        assertThat(ask(row, "Metal-Switches", "e").statusCode()).isEqualTo(403);
        assertThat(ask(row, "Metal-Switches", "c").statusCode()).isEqualTo(403);
        assertThat(ask(row, "Metal-Controllers", "s").statusCode()).isEqualTo(403);
        assertThat(ask(row, "Metal-Edit", "c").statusCode()).isEqualTo(403);
        assertThat(ask(row, "Metal-Edit", "e").statusCode()).isEqualTo(200);
    }
}
