package metalplant.wire.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which directory a tenant has.
 *
 * @param idmType {@code ad} or {@code ldap}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IDMConfig(@JsonProperty("idm_type") @Nullable String idmType) {}
