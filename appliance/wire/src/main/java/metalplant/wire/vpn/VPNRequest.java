package metalplant.wire.vpn;

import org.jspecify.annotations.Nullable;

/**
 * For which project a key is wanted, and why.
 *
 * @param expiration nanoseconds; null is one hour
 * @param pid project id
 * @param reason is logged
 */
public record VPNRequest(
        @Nullable Boolean ephemeral,
        @Nullable Long expiration,
        @Nullable String pid,
        @Nullable String reason) {}
