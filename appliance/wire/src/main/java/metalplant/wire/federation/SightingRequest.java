package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * An address of an evicted plant is alive somewhere.
 *
 * @param address in a quarantined block
 * @param where for people: who saw it, and how
 */
public record SightingRequest(
        @Nullable String address, @Nullable String where) {}
