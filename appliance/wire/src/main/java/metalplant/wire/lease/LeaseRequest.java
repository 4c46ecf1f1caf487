package metalplant.wire.lease;

import org.jspecify.annotations.Nullable;

/**
 * Asks for what one booting server is let in with.
 *
 * @param mac of the network card it boots from
 */
public record LeaseRequest(@Nullable String mac, @Nullable String partitionid) {}
