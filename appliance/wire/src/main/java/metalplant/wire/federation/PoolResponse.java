package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * A shared pool, in blocks.
 *
 * @param kind {@code ipv4}, {@code ipv6}, {@code vni}, {@code asn} or {@code overlay}
 * @param mine blocks that this plant holds
 * @param free held by nobody
 * @param others held by other members, or waiting for a fence
 * @param allocateuntil how long behind its last contact a plant still gives out new addresses of it, as an ISO 8601 duration; left out if
 *     for ever
 */
public record PoolResponse(
        String id,
        String kind,
        String range,
        long mine,
        long free,
        long others,
        @Nullable String allocateuntil) {}
