package metalplant.cli.federation;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.World;

/** Waits until the ledger has what was ordered: with a plant away that votes, nothing gets into it. */
final class LedgerWait {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world;

    LedgerWait(World world) {
        this.world = world;
    }

    /**
     * Asks again until it is there.
     *
     * @param first the answer to the order
     * @param late what to say if it does not come
     * @param interrupted what to say to who does not wait for it
     * @throws Problem RULE_VIOLATED with {@code late}
     */
    <T> T until(T first, Predicate<T> there, Supplier<T> again, String late, String interrupted) {
        var last = first;
        long end = world.nanos() + PATIENCE.toNanos();
        while (!there.test(last)) {
            if (world.nanos() > end) {
                throw Problem.refused(late);
            }
            pause(interrupted);
            last = again.get();
        }
        return last;
    }

    private void pause(String interrupted) {
        try {
            world.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.bad(interrupted);
        }
    }
}
