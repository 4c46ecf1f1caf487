package metalplant.wire.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A project. One shape for {@code ProjectCreateRequest}, {@code ProjectUpdateRequest} and {@code
 * ProjectResponse}; an update replaces everything.
 *
 * @param meta never null in an answer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Project(
        @Nullable String name,
        @Nullable String description,
        @Nullable Meta meta,
        @Nullable QuotaSet quotas,
        @JsonProperty("tenant_id") @Nullable String tenantId) {}
