package metalplant.wire.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * An image.
 *
 * @param features without order
 * @param usedBy machine ids; null unless asked for and in use
 */
public record ImageResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        String classification,
        @Required Instant expirationDate,
        List<String> features,
        String url,
        @JsonProperty("usedby") @Nullable List<String> usedBy) {
    public ImageResponse {
        features = Absent.toEmpty(features);
    }
}
