package metalplant.wire.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who issues the tokens of a tenant.
 *
 * @param clientId the audience
 * @param url the issuer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IssuerConfig(
        @JsonProperty("client_id") @Nullable String clientId,
        @Nullable String url) {}
