package metalplant.wire.federation;

/**
 * A shared pool, in blocks.
 *
 * @param kind {@code ipv4}, {@code ipv6}, {@code vni}, {@code asn} or {@code overlay}
 * @param mine blocks that this plant holds
 * @param free held by nobody
 * @param others held by other members, or waiting for a fence
 */
public record PoolResponse(String id, String kind, String range, long mine, long free, long others) {}
