package metalplant.core.federation;

import java.util.function.Supplier;
import metalplant.model.ip.Holder;

/**
 * In whose name requests allocate from shared prefixes: {@link Holder#ALONE} until this plant is part of something. Set by the runner
 * before the first block with a name is committed, so that no request finds blocks of a plant that it does not know to be its own.
 */
public final class SelfInFederation implements Supplier<Holder> {
    private volatile Holder holder = Holder.ALONE;

    @Override
    public Holder get() {
        return holder;
    }

    void become(Holder changed) {
        holder = changed;
    }
}
