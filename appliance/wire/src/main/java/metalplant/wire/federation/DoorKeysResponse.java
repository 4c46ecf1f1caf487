package metalplant.wire.federation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients of the federation sign with, at the router of any member.
 *
 * @param number of the set; it rises with each new one
 * @param made when, by the clock of the plant that made it
 * @param view signs as {@code Metal-View}
 * @param edit signs as {@code Metal-Edit}
 * @param admin signs as {@code Metal-Admin}
 * @param rolemax the highest role that these keys have at this plant's router
 * @param previousends until when the set before is taken here; null = it is not
 * @param router where this plant takes them; null without a router
 */
public record DoorKeysResponse(
        long number,
        Instant made,
        String view,
        String edit,
        String admin,
        String rolemax,
        @Nullable Instant previousends,
        @Nullable String router) {
    /** Without the keys. */
    @Override
    public String toString() {
        return "DoorKeysResponse[" + number + "]";
    }
}
