package metalplant.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import metalplant.server.http.TestDoor;
import metalplant.wire.common.HttpErrorResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostHttpTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Optional<WebServer> agent = Optional.empty();
    private TestDoor door = new TestDoor();

    @BeforeEach
    void aDoorToAHostAgent() {
        aHostAgent();
        door = new TestDoor(new HostHttp(folder.resolve("plantd.sock")));
    }

    private void aHostAgent() {
        var socket = folder.resolve("plantd.sock");
        agent = Optional.of(WebServer.builder()
                .bindAddress(UnixDomainSocketAddress.of(socket))
                .shutdownHook(false)
                .routing(routing -> routing.any("/v1/plant/{+path}", (request, response) -> {
                    var path = request.path().path();
                    asked.add("%s %s?%s %s"
                            .formatted(
                                    request.prologue().method().text(),
                                    path,
                                    request.query().value(),
                                    request.content().hasEntity()
                                            ? request.content().as(String.class)
                                            : ""));
                    if (path.endsWith("factory-reset")) {
                        response.status(Status.BAD_REQUEST_400).send(HttpErrorResponse.body(400, "name it"));
                    } else {
                        response.send("{\"state\":\"ready\"}");
                    }
                }))
                .build()
                .start());
    }

    @AfterEach
    void stop() {
        agent.ifPresent(WebServer::stop);
    }

    @Test
    void onlyAdministratorsAskForTheBox() {
        assertThat(door.table()).isEqualTo("""
                        POST /v1/plant/certificates renewPlantCertificates ADMIN
                        GET /v1/plant/factory-reset previewFactoryReset ADMIN
                        POST /v1/plant/factory-reset orderFactoryReset ADMIN
                        GET /v1/plant/logs readPlantLogs ADMIN
                        GET /v1/plant/status findPlantStatus ADMIN
                        GET /v1/plant/units listPlantUnits ADMIN
                        GET /v1/plant/upgrade findPlantUpgrade ADMIN
                        POST /v1/plant/upgrade/commit commitPlantUpgrade ADMIN
                        POST /v1/plant/upgrade/install installPlantUpgrade ADMIN
                        POST /v1/plant/upgrade/restart restartForPlantUpgrade ADMIN
                        POST /v1/plant/upgrade/rollback rollBackPlantUpgrade ADMIN""");
    }

    @Test
    void aQuestionIsPassedOnAsItIs() {
        assertThat(door.get("/v1/plant/status").body().path("state").asText()).isEqualTo("ready");
        assertThat(door.get("/v1/plant/logs?unit=a.service&cursor=s%3D1%3Bi%3D2&lines=5&other=x")
                        .status())
                .isEqualTo(200);

        assertThat(asked.getFirst()).startsWith("GET /v1/plant/status?");
        assertThat(asked.getLast())
                .startsWith("GET /v1/plant/logs?")
                .contains("unit=a.service")
                .contains("lines=5")
                .doesNotContain("other");
    }

    @Test
    void aRefusalOfTheAgentIsTheAnswer() {
        var reply = door.post("/v1/plant/factory-reset", "{'confirm':'north-1'}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(asked).singleElement().asString().endsWith("{\"confirm\":\"north-1\"}");
    }

    @Test
    void anUpgradeIsOrderedByThePathOfItsFileOnTheBox() {
        var reply = door.post("/v1/plant/upgrade/install", "{'file':'/mnt/next.upgrade','allowolder':true}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(door.post("/v1/plant/upgrade/rollback", "{}").status()).isEqualTo(200);
        assertThat(asked.getFirst())
                .startsWith("POST /v1/plant/upgrade/install?")
                .endsWith("{\"file\":\"/mnt/next.upgrade\",\"allowolder\":true}");
        assertThat(asked.getLast()).startsWith("POST /v1/plant/upgrade/rollback?");
    }

    @Test
    void anAgentThatWasStartedAgainAnswersTheNextQuestion() {
        assertThat(door.get("/v1/plant/status").status()).isEqualTo(200);
        agent.ifPresent(WebServer::stop);
        aHostAgent();

        assertThat(door.post("/v1/plant/upgrade/commit", "{}").status()).isEqualTo(200);
    }

    @Test
    void anAgentThatIsGoneIsA503ThatSaysWhereToLook() {
        agent.ifPresent(WebServer::stop);

        var reply = door.get("/v1/plant/units");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.message()).contains("systemctl status plantd");
    }
}
