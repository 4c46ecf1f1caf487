package metalplant.wire.size;

import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A new size.
 */
public record SizeCreateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Required @Nullable List<SizeConstraint> constraints,
        @Nullable Map<String, String> labels) {}
