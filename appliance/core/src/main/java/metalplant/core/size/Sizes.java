package metalplant.core.size;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.model.size.SizeMatching;

/** The use cases of sizes. No two sizes may claim the same servers; that is checked in the transaction that stores one. */
public final class Sizes {
    private final Store store;
    private final World world;

    public Sizes(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** A size to be. Absent texts are "". */
    public record Create(
            String id, String name, String description, List<SizeConstraint> constraints, Map<String, String> labels) {}

    /** What to change of a size; an empty Optional leaves it as it is, a list or map replaces all. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<List<SizeConstraint>> constraints,
            Optional<Map<String, String>> labels) {}

    public List<Size> list() {
        return store.read("size-list", tx -> {
            var all = tx.sizes().list();
            return all.stream().map(size -> shown(size, all)).toList();
        });
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public Size get(String id) {
        return store.read("size-get", tx -> {
            var size = tx.sizes().get(id);
            return size.stamp().home().isEmpty() ? size : shown(size, tx.sizes().list());
        });
    }

    /** With a label if it is a copy that gets no servers which an own size claims. */
    private static Size shown(Size size, List<Size> all) {
        return SizeMatching.shadowing(size, all)
                .map(own -> size.labelled(Size.SHADOWED_LABEL, own.id()))
                .orElse(size);
    }

    /**
     * Stores a size.
     *
     * @throws Problem BAD_REQUEST for a missing or reserved id or an overlap with another size; ENTITY_EXISTS; RULE_VIOLATED
     *     for constraints that cannot be
     */
    public Size create(Create wanted) {
        if (wanted.id().isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        if (wanted.id().equals(Size.UNKNOWN)) {
            throw Problem.bad("id cannot be \"%s\"".formatted(Size.UNKNOWN));
        }
        var size = new Size(
                wanted.id(),
                wanted.name(),
                wanted.description(),
                wanted.constraints(),
                wanted.labels(),
                Stamp.fresh(world));
        return store.run("size-create", Landed.created(Tx::sizes, size), tx -> {
            // First, because a size overlaps with itself and apply expects a conflict.
            if (tx.sizes().find(size.id()).isPresent()) {
                throw Problem.exists("size", size.id());
            }
            require(tx, size);
            return tx.sizes().insert(size);
        });
    }

    /** Changes a size; @throws Problem ENTITY_NOT_FOUND, and as for {@link #create} */
    public Size update(Change change) {
        var now = world.now();
        return Changes.update(store, "size-update", Tx::sizes, tx -> {
            var old = tx.sizes().get(change.id());
            var size = new Size(
                    old.id(),
                    change.name().orElse(old.name()),
                    change.description().orElse(old.description()),
                    change.constraints().orElse(old.constraints()),
                    change.labels().orElse(old.labels()),
                    old.stamp().changedAt(now));
            require(tx, size);
            return tx.sizes().update(size);
        });
    }

    private static void require(Tx tx, Size size) {
        SizeMatching.validate(size);
        SizeMatching.overlapping(size, tx.sizes().list()).ifPresent(other -> {
            throw Problem.bad("size \"%s\" overlaps with \"%s\"".formatted(size.id(), other.id()));
        });
    }

    /** Removes a size nobody has reserved; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Size delete(String id) {
        return Changes.delete(store, "size-delete", Tx::sizes, tx -> {
            var size = tx.sizes().get(id);
            if (!tx.sizeReservations().ofSize(id).isEmpty()) {
                throw Problem.refused("size \"%s\" has reservations, remove them first".formatted(id));
            }
            tx.sizes().delete(size);
            return size;
        });
    }

    /** Constraints that fit exactly one machine's hardware; @throws Problem BAD_REQUEST without an id, ENTITY_NOT_FOUND */
    public List<SizeConstraint> suggest(String machineId) {
        if (machineId.isEmpty()) {
            throw Problem.bad("machineID must be given");
        }
        return store.read(
                "size-suggest",
                tx -> SizeMatching.suggest(tx.machines().get(machineId).hardware()));
    }
}
