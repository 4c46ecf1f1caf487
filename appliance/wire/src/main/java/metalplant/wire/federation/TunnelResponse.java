package metalplant.wire.federation;

import org.jspecify.annotations.Nullable;

/**
 * The tunnel to a member.
 *
 * @param up whether there is a session, which proves both directions
 * @param lasthandshakeseconds since the last handshake; null = there was none
 * @param rttmillis of the last echoes; null = none came back
 * @param losspercent of the last echoes; null = none could be sent
 * @param keygeneration of the present keys; null = they do not change, as between a plant and a witness
 * @param keyageseconds since they came; null = unknown, or they are to change at once
 */
public record TunnelResponse(
        boolean up,
        @Nullable Long lasthandshakeseconds,
        @Nullable Double rttmillis,
        @Nullable Integer losspercent,
        @Nullable Integer keygeneration,
        @Nullable Long keyageseconds) {}
