package metalplant.wire.size;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A size.
 *
 * @param constraints never null
 * @param labels never null
 */
public record SizeResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        @Required List<SizeConstraint> constraints,
        @Required Map<String, String> labels) {
    public SizeResponse {
        constraints = Absent.toEmpty(constraints);
        labels = Absent.toEmpty(labels);
    }
}
