package metalplant.server.federation;

import com.fasterxml.jackson.core.JacksonException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import metalplant.mesh.link.MeshListener;
import metalplant.wire.WireJson;
import metalplant.wire.federation.TunnelKeysSaid;

/** Takes what other plants say of the keys of their end, and answers with this end. */
record RotationTalk(Tunnel tunnel) implements HttpService {
    static final String PATH = "/federation/v1/tunnel-keys";

    private static final int BODY_MAX = 4 * 1024;

    @Override
    public void routing(HttpRules rules) {
        rules.post(PATH, this::said);
    }

    private void said(ServerRequest request, ServerResponse response) throws IOException {
        var from = MeshListener.peer(request);
        var rotation = tunnel.rotation();
        try (var body = request.content().inputStream()) {
            var bytes = body.readNBytes(BODY_MAX + 1);
            if (bytes.length > BODY_MAX || rotation.isEmpty()) {
                response.status(rotation.isEmpty() ? Status.NOT_FOUND_404 : Status.REQUEST_ENTITY_TOO_LARGE_413)
                        .send();
                return;
            }
            rotation.get().hears(from, WireJson.mapper().readValue(bytes, TunnelKeysSaid.class));
        } catch (JacksonException e) {
            response.status(Status.BAD_REQUEST_400).send();
            return;
        }
        var mine = rotation.get().said(from);
        if (mine.isPresent()) {
            response.send(WireJson.text(mine.get()));
        } else {
            response.status(Status.NOT_FOUND_404).send();
        }
    }
}
