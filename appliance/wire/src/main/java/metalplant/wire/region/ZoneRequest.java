package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A zone to be, or changes of one; in a change null leaves a value as it is and labels replace all. */
public record ZoneRequest(
        @Nullable String id,
        @JsonProperty("regionid") @Nullable String regionId,
        @Nullable String name,
        @Nullable String description,
        @Nullable Map<String, String> labels,
        @Nullable PlaceCoordinates coordinates) {}
