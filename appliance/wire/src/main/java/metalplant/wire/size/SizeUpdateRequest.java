package metalplant.wire.size;

import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a size; null leaves a value as it is.
 *
 * @param constraints a list replaces all
 */
public record SizeUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable List<SizeConstraint> constraints,
        @Nullable Map<String, String> labels) {}
