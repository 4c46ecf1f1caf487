package metalplant.wire.size;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;

/**
 * A size.
 *
 * @param constraints never null
 * @param labels never null
 */
public record SizeResponse(
        String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        List<SizeConstraint> constraints,
        Map<String, String> labels) {
    public SizeResponse {
        constraints = Absent.toEmpty(constraints);
        labels = Absent.toEmpty(labels);
    }
}
