package metalplant.server.federation;

import com.fasterxml.jackson.core.JacksonException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import metalplant.mesh.link.MeshListener;
import metalplant.server.peer.Peers;
import metalplant.wire.WireJson;
import metalplant.wire.federation.FabricAnswer;
import metalplant.wire.federation.FabricQuestion;

/**
 * What switches of other members have to know of this plant, on the door that only pinned plants get through.
 *
 * @param peers asked at each request, so that a plant that is thrown out learns nothing more
 * @param told the answer; empty if there is none yet
 */
record FabricTalk(Peers peers, Function<FabricQuestion, Optional<FabricAnswer>> told) implements HttpService {
    static final String PATH = "/federation/v1/fabric";

    private static final int BODY_MAX = 16 * 1024;

    @Override
    public void routing(HttpRules rules) {
        rules.post(PATH, this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        if (peers.of(MeshListener.peer(request)).isEmpty()) {
            response.status(Status.FORBIDDEN_403).send();
            return;
        }
        try (var body = request.content().inputStream()) {
            var bytes = body.readNBytes(BODY_MAX + 1);
            if (bytes.length > BODY_MAX) {
                response.status(Status.REQUEST_ENTITY_TOO_LARGE_413).send();
                return;
            }
            var answer = told.apply(WireJson.mapper().readValue(bytes, FabricQuestion.class));
            if (answer.isPresent()) {
                response.send(WireJson.text(answer.get()));
            } else {
                response.status(Status.NOT_FOUND_404).send();
            }
        } catch (JacksonException | IllegalArgumentException e) {
            response.status(Status.BAD_REQUEST_400).send();
        }
    }
}
