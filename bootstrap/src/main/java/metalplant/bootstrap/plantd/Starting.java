package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Starts units, and waits until what they do is there. */
final class Starting {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Box box;

    Starting(Box box) {
        this.box = box;
    }

    /** Has a unit run; one that runs is started again only if what it was given has changed. */
    void ensure(String unit, boolean changed) {
        var state = box.units().find(unit).orElseThrow(() -> Problem.refused("this box has no unit " + unit));
        if (!state.isActive()) {
            box.units().start(unit);
        } else if (changed) {
            box.units().restart(unit);
        }
    }

    /**
     * Waits for a condition.
     *
     * @throws Problem of {@code failure} when it does not come true in time
     */
    void await(Duration patience, BooleanSupplier condition, Supplier<String> failure) {
        var deadline = box.world().nanos() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (box.world().nanos() - deadline > 0) {
                throw Problem.of(ProblemCode.TOO_BUSY, failure.get());
            }
            try {
                box.world().pause(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.of(ProblemCode.TOO_BUSY, failure.get()).because(e);
            }
        }
    }
}
