package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * Hands an unused address of this plant to another one.
 *
 * @param address in a block of this plant
 * @param to label or id of a member
 */
public record MoveRequest(
        @Nullable String address, @Nullable String to) {}
