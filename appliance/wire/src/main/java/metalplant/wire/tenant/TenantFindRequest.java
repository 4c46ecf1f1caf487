package metalplant.wire.tenant;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants to return; every given value must match.
 *
 * @param annotations exact pairs
 */
public record TenantFindRequest(
        @Nullable Map<String, String> annotations,
        @Nullable String id,
        @Nullable String name,
        @Nullable Paging paging) {}
