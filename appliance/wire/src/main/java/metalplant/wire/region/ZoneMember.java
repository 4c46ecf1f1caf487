package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A partition in a zone.
 *
 * @param plant label of the plant that has it
 * @param rttMillis round trip from this plant to that one, as it was measured last; left out for this plant and if it is not known
 */
public record ZoneMember(
        @JsonProperty("partitionid") String partitionId,
        String plant,

        @JsonProperty("rttmillis") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double rttMillis) {}
