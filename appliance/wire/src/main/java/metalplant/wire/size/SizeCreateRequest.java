package metalplant.wire.size;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new size.
 */
public record SizeCreateRequest(
        @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable List<SizeConstraint> constraints,
        @Nullable Map<String, String> labels) {}
