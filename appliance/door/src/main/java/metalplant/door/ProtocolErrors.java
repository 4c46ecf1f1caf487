package metalplant.door;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import metalplant.wire.common.HttpErrorResponse;

/** What the web server refuses before any operation is found is answered in the same form as everything else. */
public final class ProtocolErrors {
    private ProtocolErrors() {}

    /** For {@code WebServer.builder().directHandlers(...)}. */
    public static DirectHandlers handlers() {
        var all = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            all.addHandler(type, ProtocolErrors::answer);
        }
        return all.build();
    }

    private static DirectHandler.TransportResponse answer(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        headers.set(HeaderValues.CONTENT_TYPE_JSON);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .entity(HttpErrorResponse.body(status.code(), text(status)))
                .build();
    }

    /** The server's own texts are in part internal. */
    private static String text(Status status) {
        return status.code() < 500
                ? "this is not a request that can be served: " + status.reasonPhrase()
                : "internal error, the log of the plant says more";
    }
}
