package metalplant.wire.network;

import org.jspecify.annotations.Nullable;

/**
 * Usage by address family.
 *
 * @param ipv4 null without IPv4 prefix
 * @param ipv6 null without IPv6 prefix
 */
public record NetworkConsumption(
        @Nullable NetworkUsage ipv4, @Nullable NetworkUsage ipv6) {
    /** Neither family: what answers to delete and free say. */
    public static final NetworkConsumption NONE = new NetworkConsumption(null, null);
}
