package metalplant.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ProtocolException;
import java.time.Duration;

/** The JSON half of the handshake: what we ask of nsqd, and what it grants. */
final class Identity {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "metal-plant";

    /** How long nsqd waits for a handler before it hands the message out again; see {@code Handler}. */
    private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(1);

    private Identity() {}

    static byte[] request(Duration heartbeat, boolean tls) {
        var request = JSON.createObjectNode()
                .put("client_id", NAME)
                .put("hostname", NAME)
                .put("user_agent", NAME)
                .put("feature_negotiation", true)
                .put("heartbeat_interval", heartbeat.toMillis())
                .put("msg_timeout", MESSAGE_TIMEOUT.toMillis())
                .put("tls_v1", tls);
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always written", e);
        }
    }

    /** Refuses an nsqd that grants less than was asked, above all one that would go on in the clear. */
    static void requireGranted(String answer, boolean tls) throws ProtocolException {
        try {
            var granted = JSON.readTree(answer);
            if (!granted.isObject()) {
                throw new ProtocolException("nsqd does not negotiate");
            }
            if (tls != granted.path("tls_v1").asBoolean(false)) {
                throw new ProtocolException(tls ? "nsqd does not offer TLS" : "nsqd begins TLS that nobody asked for");
            }
            if (granted.path("auth_required").asBoolean(false)) {
                throw new ProtocolException("nsqd wants an AUTH secret, which a plant does not use");
            }
        } catch (JsonProcessingException e) {
            throw (ProtocolException) new ProtocolException("nsqd does not negotiate").initCause(e);
        }
    }
}
