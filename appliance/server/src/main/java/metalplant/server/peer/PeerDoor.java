package metalplant.server.peer;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import metalplant.door.CallerHeaders;
import metalplant.door.Problems;
import metalplant.door.ProtocolErrors;
import metalplant.door.tls.PinnedTrust;
import metalplant.model.Problem;
import metalplant.server.http.RestDoor;
import metalplant.wire.WireJson;
import metalplant.wire.common.HttpErrorResponse;
import metalplant.wire.federation.RequestOutcome;

/**
 * The listener for the doors of other plants, and of this one: the operations of metal-api, and what became of a request.
 */
public final class PeerDoor {
    /** The name by which Helidon knows the listener. */
    public static final String SOCKET = "peer";

    private static final int REQUESTS_MAX = 4096;
    private static final long ANSWERS_MAX_BYTES = 16L * 1024 * 1024;
    private static final String OUTCOME = "/federation/request/{id}";

    private final PeerDoorConfig config;
    private final PinnedTrust trust;
    private final RequestMemory memory = new RequestMemory(REQUESTS_MAX, ANSWERS_MAX_BYTES);
    private final PeerEntrance entrance;
    private final RestDoor rest;

    /** @param own the plant's own door: the same operations, below the same path */
    public PeerDoor(PeerDoorConfig config, RestDoor own) {
        this.config = config;
        this.trust = new PinnedTrust(
                () -> config.peers().get().stream().map(Peer::pin).toList());
        this.entrance = new PeerEntrance(config.peers(), trust, memory);
        this.rest = own.with(entrance, PeerEntrance::open);
    }

    /** Adds the listener {@link #SOCKET}. */
    public void contribute(WebServerConfig.Builder builder) {
        var routing = HttpRouting.builder();
        routing.get(rest.base() + OUTCOME, this::outcome);
        rest.routing(routing);
        builder.putSocket(
                SOCKET,
                ListenerConfig.builder()
                        .bindAddress(config.listen())
                        .tls(Tls.builder()
                                .sslContext(trust.context(config.keys()))
                                .clientAuth(TlsClientAuth.REQUIRED)
                                .build())
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        .directHandlers(ProtocolErrors.handlers())
                        .routing(routing)
                        .build());
    }

    private void outcome(ServerRequest req, ServerResponse res) {
        res.header(HeaderValues.CONTENT_TYPE_JSON);
        try {
            var peer = entrance.peer(req).pin().plant();
            var id = req.path().pathParameters().get("id");
            var outcome = CallerHeaders.isRequestId(id) ? memory.of(peer, id) : Optional.<RequestMemory.Outcome>empty();
            res.send(WireJson.text(outcome.map(PeerDoor::toWire).orElseThrow(() -> Problem.notFound("request", id)))
                    .getBytes(StandardCharsets.UTF_8));
        } catch (Problem problem) {
            int status = Problems.status(problem);
            res.status(Status.create(status));
            res.send(HttpErrorResponse.body(status, Problems.message(problem)));
        }
    }

    private static RequestOutcome toWire(RequestMemory.Outcome outcome) {
        return switch (outcome) {
            case RequestMemory.Outcome.Running _ -> RequestOutcome.running();
            case RequestMemory.Outcome.Done(int status, var body) ->
                new RequestOutcome(
                        RequestOutcome.DONE,
                        status,
                        body.map(b -> new String(b, StandardCharsets.UTF_8)).orElse(null));
        };
    }
}
