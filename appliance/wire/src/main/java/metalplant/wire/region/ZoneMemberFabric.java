package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;

/**
 * What switches here know of a partition of another plant.
 *
 * @param networks of projects that both have, taken into the model of switches
 * @param exits that cables may lead to
 * @param changed when what is known of it came here
 * @param heard when its plant said last that this is still so, to a minute; long ago, if it is not reached
 * @param refused what it says and cannot be, with the rule; left out when empty
 */
public record ZoneMemberFabric(
        int networks,
        int exits,
        Instant changed,
        Instant heard,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> refused) {
    public ZoneMemberFabric {
        refused = Absent.toEmpty(refused);
    }
}
