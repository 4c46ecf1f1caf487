package metalplant.server.federation;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.MeshListener;
import metalplant.wire.WireJson;
import metalplant.wire.federation.AboutResponse;
import metalplant.wire.federation.AgreeRequest;
import metalplant.wire.federation.AgreeResponse;

/** What plants say to each other about joins, on the door that only pinned plants get through. */
final class JoinTalk implements HttpService {
    static final String ABOUT_PATH = "/federation/v1/about";
    static final String JOIN_PATH = "/federation/v1/join/";

    private static final int BODY_MAX = 256 * 1024;

    /** Answers what a joining plant says. */
    interface Host {
        AgreeResponse agree(PlantId from, UUID join, AgreeRequest said);
    }

    private final Supplier<AboutResponse> about;
    private final Host host;

    JoinTalk(Supplier<AboutResponse> about, Host host) {
        this.about = about;
        this.host = host;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(ABOUT_PATH, (_, response) -> answer(response, about.get())).post(JOIN_PATH + "{id}", this::agree);
    }

    private void agree(ServerRequest request, ServerResponse response) throws IOException {
        try (var body = request.content().inputStream()) {
            var bytes = body.readNBytes(BODY_MAX + 1);
            if (bytes.length > BODY_MAX) {
                response.status(Status.REQUEST_ENTITY_TOO_LARGE_413).send();
                return;
            }
            var id = UUID.fromString(request.path().pathParameters().get("id"));
            var said = WireJson.mapper().readValue(bytes, AgreeRequest.class);
            answer(response, host.agree(MeshListener.peer(request), id, said));
        } catch (IllegalArgumentException | com.fasterxml.jackson.core.JacksonException e) {
            response.status(Status.BAD_REQUEST_400).send();
        }
    }

    private static void answer(ServerResponse response, Object value) {
        response.send(WireJson.text(value));
    }
}
