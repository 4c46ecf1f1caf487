package metalplant.server.federation;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;
import metalplant.mesh.link.MeshListener;
import metalplant.server.peer.Outcome;
import metalplant.server.peer.RequestMemory;
import metalplant.wire.WireJson;
import metalplant.wire.federation.MeasureResponse;
import metalplant.wire.federation.PartitionsResponse;
import metalplant.wire.federation.RequestOutcome;

/** What plants ask each other between joins, on the door that only pinned plants get through. */
record NeighbourTalk(OwnPartitions partitions, RequestMemory memory, Supplier<MeasureResponse> measure)
        implements HttpService {
    static final String PARTITIONS_PATH = "/federation/v1/partitions";
    /** Unlike at the door for routers, not to know is an answer too. */
    static final String REQUEST_PATH = "/federation/v1/request/";

    /** Answered at once, with nothing: it is asked to see how long that takes. */
    static final String ECHO_PATH = "/federation/v1/echo";
    /** What this plant measures to the others; takes seconds. */
    static final String MEASURE_PATH = "/federation/v1/measure";

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                        PARTITIONS_PATH,
                        (_, response) -> response.send(
                                WireJson.text(new PartitionsResponse(partitions.get(), partitions.zones()))))
                .get(ECHO_PATH, (_, response) -> response.send("{}"))
                .get(MEASURE_PATH, (_, response) -> response.send(WireJson.text(measure.get())))
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
