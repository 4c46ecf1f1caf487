package metalplant.server.peer;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import metalplant.door.Problems;
import metalplant.mesh.link.MeshListener;
import metalplant.model.Problem;
import metalplant.server.http.RestDoor;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;

/**
 * What the routers of other plants ask of this one, on the door that only pinned plants get through: the operations of metal-api, and what
 * became of a request.
 */
public final class PeerDoor implements HttpService {
    /** Where it is told what became of a request, below the base path; the router knows it too. */
    public static final String OUTCOME = "/federation/request/";

    private final RequestMemory memory;
    private final PeerEntrance entrance;
    private final RestDoor rest;

    /**
     * A door that is added to a {@link MeshListener}.
     *
     * @param peers asked again at each request, so that a plant that is thrown out is out at once
     * @param own the plant's own door: the same operations, below the same path
     */
    public PeerDoor(Peers peers, RequestMemory memory, RestDoor own) {
        this.memory = memory;
        this.entrance = new PeerEntrance(peers, memory);
        this.rest = own.with(entrance, PeerEntrance::open);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(rest.base() + OUTCOME + "{id}", this::outcome);
        rest.below(rules);
    }

    private void outcome(ServerRequest req, ServerResponse res) {
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        try {
            entrance.peer(req);
            var id = req.path().pathParameters().get("id");
            var outcome = memory.of(MeshListener.peer(req), id)
                    .map(Outcome::toWire)
                    .orElseThrow(() -> Problem.notFound("request", id));
            res.send(WireJson.text(outcome).getBytes(StandardCharsets.UTF_8));
        } catch (Problem problem) {
            int status = Problems.status(problem);
            res.status(Status.create(status));
            res.send(HttpErrorResponse.body(status, Problems.message(problem)));
        }
    }
}
