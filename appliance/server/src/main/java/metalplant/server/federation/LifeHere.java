package metalplant.server.federation;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import metalplant.core.restore.HostLife.Written;

/**
 * The life of this plant, as far as its federation has to do with it.
 *
 * @param counter of the database's life: other plants are told of none that is lower
 * @param now as the host has it
 * @param putBack begins a new life
 */
public record LifeHere(LongSupplier counter, Supplier<Optional<Written>> now, NewLife putBack) {
    /** Begins a life behind a restore. */
    @FunctionalInterface
    public interface NewLife {
        /**
         * @param why for people
         * @param above the new life has a higher number
         */
        void begin(String why, long above);
    }
}
