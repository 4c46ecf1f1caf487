package metalplant.server.federation;

import java.util.Optional;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.store.Store;
import metalplant.federation.entry.Head;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.KeptState;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/** What this plant has to do with others, made when it is first needed: a plant that is alone has no keys, ports or threads for it. */
public final class Federation implements AutoCloseable {
    private final FederationConfig config;
    private final Store store;
    private final World world;
    private final String version;
    private final SelfInFederation holder;

    @Nullable
    private FederationDesk desk;

    private boolean closed;

    /** @param holder learns in whose name this plant holds blocks */
    public Federation(FederationConfig config, Store store, World world, String version, SelfInFederation holder) {
        this.config = config;
        this.store = store;
        this.world = world;
        this.version = version;
        this.holder = holder;
    }

    /** Goes on where the plant stopped, if it ever met another one. */
    public void start() {
        boolean met = store.read("federation-met", tx -> tx.federation().kept().isPresent());
        if (met) {
            desk();
        }
    }

    /** The desk, opened and started. */
    synchronized FederationDesk desk() {
        if (closed) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is stopping");
        }
        var open = desk;
        if (open == null) {
            open = new FederationDesk(new FederationParts(config, store, world, version, holder, knownAt()));
            open.start();
            desk = open;
        }
        return open;
    }

    /** Where other plants know this one to be; empty while it is alone. */
    private Optional<String> knownAt() {
        return store.read("federation-known", tx -> tx.federation().kept())
                .map(kept -> KeptState.read(kept.content().toArray()))
                .filter(kept -> kept.phase() != Phase.STANDALONE || !kept.head().equals(Head.EMPTY))
                .map(kept -> kept.self().endpoint());
    }

    @Override
    public synchronized void close() {
        closed = true;
        var open = desk;
        if (open != null) {
            open.close();
        }
    }
}
