package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * The tunnel to a member.
 *
 * @param up whether there is a session, which proves both directions
 * @param lasthandshakeseconds since the last handshake; null = there was none
 * @param rttmillis of the last echoes; null = none came back
 * @param losspercent of the last echoes; null = none could be sent
 */
public record TunnelResponse(
        boolean up,
        @Nullable Long lasthandshakeseconds,
        @Nullable Double rttmillis,
        @Nullable Integer losspercent) {}
