package metalplant.wire.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which audit entries to return. Go clients send the zero time for an unset bound; see {@link
 * metalplant.wire.WireTime#isUnset}.
 *
 * @param body full text or substring
 * @param component exact
 * @param detail HTTP method, or kind of gRPC call; exact
 * @param error full text or substring
 * @param forwardedFor substring
 * @param from unset means the last 24 hours
 * @param limit 0 is unlimited for clients; the server has its own bound
 * @param path substring
 * @param phase {@code request}, {@code response}, {@code single}, {@code error}, {@code opened}, {@code closed}
 * @param project exact
 * @param remoteAddr substring
 * @param requestId exact
 * @param statusCode 0 is unset
 * @param tenant exact
 * @param to unset means now
 * @param type {@code http}, {@code grpc} or {@code event}
 * @param user e-mail, exact
 */
public record AuditFindRequest(
        @Nullable String body,
        @Nullable String component,
        @Nullable String detail,
        @Nullable String error,
        @JsonProperty("forwarded_for") @Nullable String forwardedFor,
        @Nullable Instant from,
        @Nullable Long limit,
        @Nullable String path,
        @Nullable String phase,
        @Nullable String project,
        @JsonProperty("remote_addr") @Nullable String remoteAddr,
        @JsonProperty("rqid") @Nullable String requestId,
        @JsonProperty("status_code") @Nullable Integer statusCode,
        @Nullable String tenant,
        @Nullable Instant to,
        @Nullable String type,
        @Nullable String user) {}
