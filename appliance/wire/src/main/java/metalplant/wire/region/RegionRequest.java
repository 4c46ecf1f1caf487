package metalplant.wire.region;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A region to be, or changes of one; in a change null leaves a value as it is and labels replace all. */
public record RegionRequest(
        @Nullable String id,

        @Nullable String name,
        @Nullable String description,
        @Nullable Map<String, String> labels,
        @Nullable PlaceCoordinates coordinates) {}
