package metalplant.core.size;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.image.Images;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.size.SizeImageRules;
import metalplant.model.size.VersionConstraint;

/** The use cases of constraints on the images of a size. A constraint has the id of its size, which need not exist. */
public final class SizeImageConstraints {
    private final Store store;
    private final World world;

    public SizeImageConstraints(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** A constraint to be. Absent texts are "". */
    public record Create(String id, String name, String description, Map<String, String> images) {}

    /** What to change; an empty Optional leaves it as it is, the images are always replaced. */
    public record Change(String id, Optional<String> name, Optional<String> description, Map<String, String> images) {}

    public List<SizeImageConstraint> list() {
        return store.read(
                "size-image-constraint-list", tx -> tx.sizeImageConstraints().list());
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public SizeImageConstraint get(String id) {
        return store.read(
                "size-image-constraint-get", tx -> tx.sizeImageConstraints().get(id));
    }

    /** Stores a constraint; @throws Problem BAD_REQUEST, ENTITY_EXISTS */
    public SizeImageConstraint create(Create wanted) {
        if (wanted.id().isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        var constraint = new SizeImageConstraint(
                wanted.id(), wanted.name(), wanted.description(), wanted.images(), Stamp.fresh(world));
        return store.run("size-image-constraint-create", Landed.created(Tx::sizeImageConstraints, constraint), tx -> {
            var stored = tx.sizeImageConstraints().insert(constraint);
            // After the insert, so that an existing id is told first; a refusal rolls back.
            VersionConstraint.parseAll(constraint.images());
            return stored;
        });
    }

    /** Changes a constraint; @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST */
    public SizeImageConstraint update(Change change) {
        var now = world.now();
        return Changes.update(store, "size-image-constraint-update", Tx::sizeImageConstraints, tx -> {
            var old = tx.sizeImageConstraints().get(change.id());
            VersionConstraint.parseAll(change.images());
            return tx.sizeImageConstraints()
                    .update(new SizeImageConstraint(
                            old.id(),
                            change.name().orElse(old.name()),
                            change.description().orElse(old.description()),
                            change.images(),
                            old.stamp().changedAt(now)));
        });
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public SizeImageConstraint delete(String id) {
        return Changes.delete(store, "size-image-constraint-delete", Tx::sizeImageConstraints, tx -> {
            var constraint = tx.sizeImageConstraints().get(id);
            tx.sizeImageConstraints().delete(constraint);
            return constraint;
        });
    }

    /**
     * Whether a size can run an image.
     *
     * @param imageId full id or shorthand
     * @throws Problem BAD_REQUEST when one is not given; ENTITY_NOT_FOUND; RULE_VIOLATED when it cannot
     */
    public void tryOut(String sizeId, String imageId) {
        if (sizeId.isEmpty() || imageId.isEmpty()) {
            throw Problem.bad("size and image must be given");
        }
        store.read("size-image-constraint-try", tx -> {
            tx.sizes().get(sizeId);
            var image = Images.latest(tx, imageId);
            SizeImageRules.requireAllowed(tx.sizeImageConstraints().find(sizeId), image);
            return image;
        });
    }
}
