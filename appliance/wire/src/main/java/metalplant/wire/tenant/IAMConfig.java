package metalplant.wire.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How the users of a tenant are known.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IAMConfig(
        @JsonProperty("idm_config") @Nullable IDMConfig idmConfig,
        @JsonProperty("issuer_config") @Nullable IssuerConfig issuerConfig) {}
