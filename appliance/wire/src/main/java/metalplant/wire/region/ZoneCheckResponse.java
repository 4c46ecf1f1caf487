package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Whether an etcd quorum may span the plants.
 *
 * @param etcd {@code fits}: as it is; {@code tuned}: with these timers; {@code no}; {@code unknown}: there are no two plants to measure
 * @param heartbeatMillis etcd's heartbeat interval for these links
 * @param electionMillis etcd's election timeout for them
 * @param advice what else is to be said, one sentence each
 */
public record ZoneCheckResponse(
        String etcd,
        @JsonProperty("heartbeatmillis") long heartbeatMillis,
        @JsonProperty("electionmillis") long electionMillis,
        List<ZoneCheckLink> links,
        List<String> advice) {}
