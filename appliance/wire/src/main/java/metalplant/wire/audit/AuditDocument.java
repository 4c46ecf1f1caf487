package metalplant.wire.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One audit entry as it is kept and exported.
 *
 * @param detail the verb
 * @param operation its id in the API document
 * @param role of the caller
 * @param phase {@code request} with what was changed, {@code response} with how it ended
 * @param status null for a request
 * @param changes empty for a response, and for a request that changed nothing
 */
public record AuditDocument(
        Instant at,
        String component,
        String type,
        String detail,
        String operation,
        String path,
        String user,
        String tenant,
        String role,
        String project,
        String phase,
        String rqid,
        @JsonProperty("remote_addr") String remoteAddr,
        @JsonProperty("forwarded_for") String forwardedFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer status,
        String body,
        String error,
        List<Change> changes) {
    /**
     * One entity that was written. Of one that was there before and after, only what differs is told.
     *
     * @param before null for a new one
     * @param after null for one that is gone
     */
    public record Change(
            String kind,
            String id,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}
}
