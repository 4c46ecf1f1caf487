package metalplant.server.federation;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Supplier;
import metalplant.mesh.link.MeshListener;
import metalplant.server.peer.Outcome;
import metalplant.server.peer.RequestMemory;
import metalplant.wire.WireJson;
import metalplant.wire.federation.PartitionsResponse;
import metalplant.wire.federation.RequestOutcome;

/** What plants ask each other between joins, on the door that only pinned plants get through. */
record NeighbourTalk(Supplier<List<String>> partitions, RequestMemory memory) implements HttpService {
    static final String PARTITIONS_PATH = "/federation/v1/partitions";
    /** Unlike at the door for routers, not to know is an answer too. */
    static final String REQUEST_PATH = "/federation/v1/request/";

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                        PARTITIONS_PATH,
                        (_, response) -> response.send(WireJson.text(new PartitionsResponse(partitions.get()))))
                .get(REQUEST_PATH + "{id}", this::request);
    }

    private void request(ServerRequest request, ServerResponse response) {
        var outcome = memory.of(
                        MeshListener.peer(request),
                        request.path().pathParameters().get("id"))
                .map(Outcome::toWire)
                .orElseGet(RequestOutcome::unknown);
        response.send(WireJson.text(outcome));
    }
}
