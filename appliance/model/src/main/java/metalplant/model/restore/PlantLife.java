package metalplant.model.restore;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which life of the plant a database belongs to, and how far into it. The host has the first three too, outside of the database.
 *
 * @param counter of lives, from 1
 * @param nonce tells two lives with one number apart
 * @param mark rises every few seconds and with each start and stop, so that an older copy of the database shows
 * @param restored when this life began, if it began with a restore
 * @param why it did; "" = no restore
 * @param newcomersHeld machines that the database does not know are taken for ones that it forgot
 * @param addressesHeld nothing is taken out of prefixes that the database knew
 */
public record PlantLife(
        long counter,
        UUID nonce,
        long mark,
        Optional<Instant> restored,
        String why,
        boolean newcomersHeld,
        boolean addressesHeld) {
    /** A life that did not begin with a restore. */
    public static PlantLife first(long counter, UUID nonce) {
        return new PlantLife(counter, nonce, 1, Optional.empty(), "", false, false);
    }

    /** The life behind a restore: nothing that the database remembers counts without being seen. */
    public static PlantLife behindRestore(long counter, UUID nonce, Instant now, String why) {
        return new PlantLife(counter, nonce, 1, Optional.of(now), why, true, true);
    }

    public PlantLife marked(long newMark) {
        return new PlantLife(counter, nonce, newMark, restored, why, newcomersHeld, addressesHeld);
    }

    public PlantLife withNewcomers() {
        return new PlantLife(counter, nonce, mark, restored, why, false, addressesHeld);
    }

    public PlantLife withAddresses() {
        return new PlantLife(counter, nonce, mark, restored, why, newcomersHeld, false);
    }
}
