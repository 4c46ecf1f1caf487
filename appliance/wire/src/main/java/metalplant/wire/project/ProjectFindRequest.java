package metalplant.wire.project;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which projects to return; every given value must match.
 */
public record ProjectFindRequest(
        @Nullable String description,
        @Nullable String id,
        @Nullable String name,
        @JsonProperty("tenant_id") @Nullable String tenantId) {}
