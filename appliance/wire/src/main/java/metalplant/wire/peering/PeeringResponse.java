package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import org.jspecify.annotations.Nullable;

/**
 * A peering.
 *
 * @param network2 "" for an external one
 * @param bgp left out of a local one
 * @param owner {@code label} if it follows from the label of its project, else ""
 * @param labels never null
 */
public record PeeringResponse(
        String id,
        String name,
        String description,
        String network1,
        String network2,
        String peeringType,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PeeringBgp bgp,
        @JsonProperty("partitionid") String partitionId,
        @JsonProperty("projectid") String projectId,
        String owner,
        Status status,
        Instant created,
        Instant changed,
        Map<String, String> labels) {
    public PeeringResponse {
        labels = Absent.toEmpty(labels);
    }

    /**
     * How far it is.
     *
     * @param state refused, planned, applied, verified or violated
     * @param refused why it cannot be as it is stored
     * @param needed how many switches need it
     */
    public record Status(
            String state,
            List<Rule> refused,
            int needed,
            int applied,
            int verified,
            int findings,
            List<OnSwitch> switches) {
        public Status {
            refused = Absent.toEmpty(refused);
            switches = Absent.toEmpty(switches);
        }
    }

    /** A rule that something breaks. */
    public record Rule(String rule, String message) {}

    /**
     * One switch.
     *
     * @param state applied, verified, violated or failed; "" if it does not have it
     * @param current whether what it has is the newest
     * @param reported left out if it never told anything
     */
    public record OnSwitch(
            @JsonProperty("switchid") String switchId,
            String state,
            boolean current,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant reported) {}
}
