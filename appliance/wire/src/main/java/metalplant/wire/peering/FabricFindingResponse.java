package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** Something on a switch that must not be, as it told last. Absent texts are "". */
public record FabricFindingResponse(
        @JsonProperty("switchid") String switchId,
        @JsonProperty("partitionid") String partitionId,
        Instant reported,
        String rule,
        String vrf,
        String prefix,
        String source,
        String message,
        boolean quarantined) {}
