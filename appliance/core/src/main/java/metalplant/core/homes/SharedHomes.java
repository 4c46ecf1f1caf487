package metalplant.core.homes;

import java.util.Optional;
import metalplant.core.store.Tx;
import metalplant.model.Entity;

/** Who changes what is shared. */
public final class SharedHomes {
    /** What is told of with a size and has no name of its own. */
    public static final String SIZE_IMAGE_CONSTRAINT = "size image constraint";

    private SharedHomes() {}

    /** The plant that alone changes the entity that is kept here under this id, "" = this one; empty if there is none. */
    public static Optional<String> of(Tx tx, String kind, String id) {
        if (kind.equals(SIZE_IMAGE_CONSTRAINT)) {
            return home(tx.sizeImageConstraints().find(id)).or(() -> of(tx, "size", id));
        }
        return SharedKind.find(kind).flatMap(each -> home(each.table(tx).find(id)));
    }

    private static <E extends Entity<E>> Optional<String> home(Optional<E> entity) {
        return entity.map(each -> each.stamp().home());
    }
}
