package metalplant.core.federation;

import java.util.Optional;
import java.util.function.Supplier;
import metalplant.model.ip.Holder;
import metalplant.model.number.NumberWindows;

/**
 * In whose name requests allocate from shared prefixes: {@link Holder#ALONE} until this plant is part of something. Set by the runner
 * before the first block with a name is committed, so that no request finds blocks of a plant that it does not know to be its own.
 */
public final class SelfInFederation implements Supplier<Holder> {
    private volatile Holder holder = Holder.ALONE;
    private volatile Optional<NumberWindows> windows = Optional.empty();

    @Override
    public Holder get() {
        return holder;
    }

    /** The numbers that this plant gives out, once the federation gave it a number. */
    public Optional<NumberWindows> windows() {
        return windows;
    }

    void become(Holder changed, Optional<NumberWindows> itsWindows) {
        holder = changed;
        windows = itsWindows;
    }
}
