package metalplant.wire.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One audit entry: one phase of one call.
 *
 * @param body a structured body is JSON text
 * @param error JSON text or ""
 * @param statusCode null for a phase without status
 */
public record AuditResponse(
        String body,
        String component,
        String detail,
        String error,
        @JsonProperty("forwarded_for") String forwardedFor,
        String path,
        String phase,
        @JsonProperty("remote_addr") String remoteAddr,
        @JsonProperty("rqid") String requestId,
        @JsonProperty("status_code") @Nullable Integer statusCode,
        String tenant,
        Instant timestamp,
        String type,
        String user) {}
