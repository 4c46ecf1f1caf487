package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;

/**
 * What was measured from one plant to another.
 *
 * @param from label of the plant that measured
 * @param to label of the other one
 * @param zones in which the two have partitions
 * @param sent echoes
 * @param lost echoes that did not come back within a second
 * @param rttMillis median; 0 if nothing came back
 * @param worstMillis longest one
 * @param jitterMillis mean difference between one round trip and the next
 * @param etcd {@code fits}, {@code tuned} or {@code no}
 * @param message why nothing was measured; left out if something was
 */
public record ZoneCheckLink(
        String from,
        String to,
        List<String> zones,
        int sent,
        int lost,
        @JsonProperty("rttmillis") double rttMillis,
        @JsonProperty("worstmillis") double worstMillis,
        @JsonProperty("jittermillis") double jitterMillis,
        String etcd,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String message) {
    public ZoneCheckLink {
        message = Absent.toText(message);
    }
}
