package metalplant.core.store;

import java.util.Optional;
import java.util.function.Function;
import metalplant.core.store.Store.Work;
import metalplant.model.Entity;

/** Answers, after a commit whose outcome is unknown, whether it had worked. */
public final class Landed {
    private Landed() {}

    /** A new entity has landed when its id is stored under the internal id that was drawn for it. */
    public static <E extends Entity<E>> Work<Optional<E>> created(Function<Tx, ? extends Table<E>> table, E entity) {
        return tx -> table.apply(tx)
                .find(entity.id())
                .filter(stored -> stored.stamp().uid().equals(entity.stamp().uid()));
    }
}
