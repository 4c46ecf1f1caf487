package metalplant.wire.plant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A unit of a plant's box, in systemd's words. @param memoryBytes null if nobody counts it */
public record PlantUnitResponse(
        String name,
        String description,
        String active,
        String detail,
        @Nullable Instant since,
        @JsonProperty("memorybytes") @Nullable Long memoryBytes) {}
