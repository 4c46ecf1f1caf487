package metalplant.federation.membership;

import java.time.Duration;
import java.util.OptionalLong;

/** How a plant sees another one. Advice for people: authority follows from the ledger alone. */
public enum MemberView {
    MEMBER,
    /** A member that was not heard of for long. */
    SUSPECT,
    DRAINING,
    LEFT,
    EVICTED,
    RECLAIMED;

    /** Silence that makes a member suspect. */
    public static final Duration SILENCE = Duration.ofMinutes(10);

    /** @param silentMillis how long nothing was heard; absent = never heard since this process started */
    public static MemberView of(Member.Status status, OptionalLong silentMillis) {
        return switch (status) {
            case ACTIVE ->
                silentMillis.isPresent() && silentMillis.getAsLong() <= SILENCE.toMillis() ? MEMBER : SUSPECT;
            case DRAINING -> DRAINING;
            case LEFT -> LEFT;
            case EVICTED -> EVICTED;
            case RECLAIMED -> RECLAIMED;
        };
    }
}
