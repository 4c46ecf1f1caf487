package metalplant.core.order;

import java.time.Duration;

/**
 * Limits of orders.
 *
 * @param countMax machines of one
 * @param templateMax characters of what each machine shall be, user data included
 * @param keptMax orders that are remembered; those that are over go first
 * @param patience how long a strict order waits for a plant before it is taken back
 * @param pause between two tries of a slot
 * @param round how long taking back may take until it is written down how far it is; below the lease of a saga
 */
public record OrderConfig(
        int countMax, int templateMax, int keptMax, Duration patience, Duration pause, Duration round) {
    public static final OrderConfig DEFAULT =
            new OrderConfig(64, 128 * 1024, 256, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(45));
}
