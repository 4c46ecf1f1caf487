package metalplant.wire.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.project.Meta;
import metalplant.wire.project.QuotaSet;
import org.jspecify.annotations.Nullable;

/**
 * A tenant. One shape for {@code TenantCreateRequest}, {@code TenantUpdateRequest} and {@code TenantResponse};
 * an update replaces everything.
 *
 * @param defaultQuotas what new projects without quotas get
 * @param meta never null in an answer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tenant(
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("default_quotas") @Nullable QuotaSet defaultQuotas,
        @JsonProperty("iam_config") @Nullable IAMConfig iamConfig,
        @Nullable Meta meta,
        @Nullable QuotaSet quotas) {}
