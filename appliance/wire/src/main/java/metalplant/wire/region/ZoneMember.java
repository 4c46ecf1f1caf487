package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A partition in a zone.
 *
 * @param plant label of the plant that has it
 * @param rttMillis round trip from this plant to that one, as it was measured last; left out for this plant and if it is not known
 * @param fabric what switches here know of it; left out for this plant, if it never told, and where not one zone is asked for
 */
public record ZoneMember(
        @JsonProperty("partitionid") String partitionId,
        String plant,

        @JsonProperty("rttmillis") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double rttMillis,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ZoneMemberFabric fabric) {}
