package metalplant.server.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.api.WebClient;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.http.Answer;
import metalplant.server.http.Call;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;
import metalplant.wire.WireJson;
import metalplant.wire.plant.CertificatesResponse;
import metalplant.wire.plant.FactoryResetRequest;
import metalplant.wire.plant.FactoryResetResponse;
import metalplant.wire.plant.PlantLogResponse;
import metalplant.wire.plant.PlantStatusResponse;
import metalplant.wire.plant.PlantUnitResponse;
import metalplant.wire.plant.UpgradeInstallRequest;
import metalplant.wire.plant.UpgradeStatusResponse;

/**
 * The box of an appliance, for administrators who are elsewhere: each operation is the same one of the host agent, asked through its
 * socket. An agent that does not answer is a 503; it is never waited for longer than a log is followed.
 */
public final class HostHttp implements Feature {
    private static final String PATH = "/v1/plant/";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> LOG_QUERY = List.of("unit", "cursor", "lines", "wait");

    private final Path socket;

    /** @param socket of the host agent */
    public HostHttp(Path socket) {
        this.socket = socket;
    }

    /** One for each question: the agent may have been started again, and a connection to the one before would be a 503. */
    private WebClient client() {
        return WebClient.builder()
                .shareConnectionCache(false)
                .baseAddress(UnixDomainSocketAddress.of(socket))
                .baseUri("http://plantd")
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(TIMEOUT)
                .build();
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(PATH + "status", "findPlantStatus", Role.ADMIN, _ -> get("status"))
                        .answers(PlantStatusResponse.class),
                Operation.get(PATH + "units", "listPlantUnits", Role.ADMIN, _ -> get("units"))
                        .lists(PlantUnitResponse.class),
                Operation.get(PATH + "logs", "readPlantLogs", Role.ADMIN, this::logs)
                        .query("unit")
                        .query("cursor")
                        .query("lines")
                        .query("wait")
                        .answers(PlantLogResponse.class),
                Operation.command(
                                PATH + "certificates",
                                "renewPlantCertificates",
                                Role.ADMIN,
                                _ -> post("certificates", "{}"))
                        .answers(CertificatesResponse.class),
                Operation.get(PATH + "factory-reset", "previewFactoryReset", Role.ADMIN, _ -> get("factory-reset"))
                        .answers(FactoryResetResponse.class),
                Operation.post(
                                PATH + "factory-reset",
                                "orderFactoryReset",
                                Role.ADMIN,
                                call -> post("factory-reset", WireJson.text(call.body(FactoryResetRequest.class))))
                        .reads(FactoryResetRequest.class)
                        .answers(FactoryResetResponse.class),
                Operation.get(PATH + "upgrade", "findPlantUpgrade", Role.ADMIN, _ -> get("upgrade"))
                        .answers(UpgradeStatusResponse.class),
                Operation.post(
                                PATH + "upgrade/install",
                                "installPlantUpgrade",
                                Role.ADMIN,
                                call -> post("upgrade/install", WireJson.text(call.body(UpgradeInstallRequest.class))))
                        .reads(UpgradeInstallRequest.class)
                        .answers(UpgradeStatusResponse.class),
                Operation.command(
                                PATH + "upgrade/commit",
                                "commitPlantUpgrade",
                                Role.ADMIN,
                                _ -> post("upgrade/commit", "{}"))
                        .answers(UpgradeStatusResponse.class),
                Operation.command(
                                PATH + "upgrade/rollback",
                                "rollBackPlantUpgrade",
                                Role.ADMIN,
                                _ -> post("upgrade/rollback", "{}"))
                        .answers(UpgradeStatusResponse.class),
                Operation.command(
                                PATH + "upgrade/restart",
                                "restartForPlantUpgrade",
                                Role.ADMIN,
                                _ -> post("upgrade/restart", "{}"))
                        .answers(UpgradeStatusResponse.class));
    }

    private Answer get(String name) {
        return answer(Method.GET, name, _ -> "", "");
    }

    private Answer logs(Call call) {
        return answer(Method.GET, "logs", name -> call.query(name).orElse(""), "");
    }

    private Answer post(String name, String body) {
        return answer(Method.POST, name, _ -> "", body);
    }

    private Answer answer(Method method, String name, java.util.function.Function<String, String> query, String body) {
        var client = client();
        var request = client.method(method).path(PATH + name).header(HeaderNames.CONTENT_TYPE, "application/json");
        for (var key : LOG_QUERY) {
            var value = query.apply(key);
            if (!value.isEmpty()) {
                request.queryParam(key, value);
            }
        }
        try (var response =
                body.isEmpty() ? request.request() : request.submit(body.getBytes(StandardCharsets.UTF_8))) {
            return new Answer.Json(response.status().code(), WireJson.mapper().readTree(response.as(String.class)));
        } catch (UncheckedIOException | IllegalStateException | JsonProcessingException e) {
            throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "the host agent of this plant does not answer; on the box: systemctl status plantd")
                    .because(e);
        } finally {
            client.closeResource();
        }
    }
}
