package metalplant.core.audit;

import java.util.List;
import java.util.Optional;
import metalplant.core.restore.MarkingStore;
import metalplant.core.store.AuditTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.World;

/** A store that writes down, with each change that a request makes, who made it: both are committed or neither is. */
public final class AuditingStore implements Store {
    private final Store store;
    private final World world;

    public AuditingStore(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        if (isUnseen(name)) {
            return store.run(name, work);
        }
        var noted = new Noted();
        var result = store.run(name, noted.with(work));
        noted.committed();
        return result;
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        if (isUnseen(name)) {
            return store.run(name, landed, work);
        }
        var noted = new Noted();
        var result = store.run(name, landed, noted.with(work));
        noted.committed();
        return result;
    }

    /** What a plant would do without the request as well. */
    private static boolean isUnseen(String name) {
        return !AuditTrail.CURRENT.isBound() || MarkingStore.byItself(name);
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        return store.read(name, work);
    }

    @Override
    public boolean reachable() {
        return store.reachable();
    }

    /** One transaction of a request, drawn before it is tried. */
    private final class Noted {
        private final AuditTrail trail = AuditTrail.CURRENT.get();
        private final int number = trail.next();
        private final AuditTable.Fresh entry = new AuditTable.Fresh(world.newId(), world.now(), "");

        <T> Work<T> with(Work<T> work) {
            return tx -> {
                var watched = new WatchedTx(tx);
                var result = work.in(watched.tx());
                add(tx, watched.changes());
                return result;
            };
        }

        private void add(Tx tx, List<Change> changes) {
            tx.audit().add(new AuditTable.Fresh(entry.id(), entry.at(), trail.entry(number, changes)));
        }

        void committed() {
            trail.committed(number);
        }
    }
}
