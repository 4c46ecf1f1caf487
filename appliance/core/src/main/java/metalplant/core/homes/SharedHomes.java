package metalplant.core.homes;

import java.util.Optional;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.ip.Cidr;

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
        return SharedKind.find(kind).flatMap(each -> home(tx, each, id));
    }

    private static <E extends Entity<E>> Optional<String> home(Tx tx, SharedKind<E> kind, String id) {
        return home(kind.table(tx).find(id).filter(kind::isShared));
    }

    /** For people: the network of another plant that has a prefix which overlaps this one; empty if none is known. */
    public static Optional<String> usedElsewhere(Tx tx, Cidr cidr) {
        return SharedNetworks.ofOthers(tx).stream()
                .flatMap(network -> network.prefixes().stream()
                        .filter(cidr::overlaps)
                        .map(prefix -> "prefix %s of network \"%s\" is local to another plant"
                                .formatted(prefix, network.id())))
                .findFirst();
    }

    private static <E extends Entity<E>> Optional<String> home(Optional<E> entity) {
        return entity.map(each -> each.stamp().home());
    }
}
