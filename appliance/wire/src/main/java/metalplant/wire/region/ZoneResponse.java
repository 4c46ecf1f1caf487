package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import org.jspecify.annotations.Nullable;

/**
 * A zone.
 *
 * @param labels never null
 * @param members the partitions in it, those of other plants as these said last; never null
 * @param coordinates left out if nobody said them
 * @param distances to the other zones of its region with coordinates; left out when empty
 * @param refused what cannot be between partitions of several plants and is not of a member, with the rule; left out when empty, and where not one zone is asked for
 */
public record ZoneResponse(
        String id,
        @JsonProperty("regionid") String regionId,
        String name,
        String description,
        Instant created,
        Instant changed,
        Map<String, String> labels,
        List<ZoneMember> members,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PlaceCoordinates coordinates,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ZoneDistance> distances,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> refused) {
    public ZoneResponse {
        labels = Absent.toEmpty(labels);
        members = Absent.toEmpty(members);
        distances = Absent.toEmpty(distances);
        refused = Absent.toEmpty(refused);
    }
}
