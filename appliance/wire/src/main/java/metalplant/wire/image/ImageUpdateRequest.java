package metalplant.wire.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of an image; null leaves a value as it is.
 *
 * @param features null and empty leave
 * @param usedBy ignored; clients send back what they read
 */
public record ImageUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Nullable String classification,
        @Required @Nullable Instant expirationDate,
        @Nullable List<String> features,
        @Nullable String url,
        @JsonProperty("usedby") @Nullable List<String> usedBy) {}
