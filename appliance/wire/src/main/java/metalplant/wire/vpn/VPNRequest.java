package metalplant.wire.vpn;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * For which project a key is wanted, and why.
 *
 * @param expiration nanoseconds; null is one hour
 * @param pid project id
 * @param reason is logged
 */
public record VPNRequest(
        @Required @Nullable Boolean ephemeral,
        @Nullable Long expiration,
        @Required @Nullable String pid,
        @Required @Nullable String reason) {}
