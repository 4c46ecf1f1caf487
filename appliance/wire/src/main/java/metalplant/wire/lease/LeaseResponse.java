package metalplant.wire.lease;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What one booting server is let in with.
 *
 * @param lease its id
 * @param caCert PEM
 * @param cert PEM
 * @param key PEM, secret
 * @param hmac secret; signs requests of type Metal-View for the server's own machine document
 */
public record LeaseResponse(
        String lease, @JsonProperty("ca_cert") String caCert, String cert, String key, String hmac, Instant expires) {
    @Override
    public String toString() {
        return "LeaseResponse[" + lease + "]";
    }
}
