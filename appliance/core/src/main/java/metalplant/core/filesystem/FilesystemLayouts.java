package metalplant.core.filesystem;

import java.util.List;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.filesystem.LayoutRules;

/** The use cases of filesystem layouts. That no two are meant for one size and image is checked in the transaction. */
public final class FilesystemLayouts {
    private final Store store;
    private final World world;

    public FilesystemLayouts(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    public List<FilesystemLayout> list() {
        return store.read("filesystemlayout-list", tx -> tx.filesystemLayouts().list());
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public FilesystemLayout get(String id) {
        return store.read("filesystemlayout-get", tx -> tx.filesystemLayouts().get(id));
    }

    /**
     * Stores a layout.
     *
     * @param content its stamp is not looked at
     * @throws Problem BAD_REQUEST for a missing id, a structure that cannot be or a collision; ENTITY_EXISTS; RULE_VIOLATED for
     *     words no installer knows
     */
    public FilesystemLayout create(FilesystemLayout content) {
        if (content.id().isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        var layout = content.withStamp(Stamp.fresh(world));
        return store.run("filesystemlayout-create", Landed.created(Tx::filesystemLayouts, layout), tx -> {
            if (tx.filesystemLayouts().find(layout.id()).isPresent()) {
                throw Problem.exists("filesystemlayout", layout.id());
            }
            require(tx, layout);
            return tx.filesystemLayouts().insert(layout);
        });
    }

    /** Replaces everything of a layout but its id and creation; @throws Problem ENTITY_NOT_FOUND, and as for {@link #create} */
    public FilesystemLayout update(FilesystemLayout layout) {
        var now = world.now();
        return Changes.update(store, "filesystemlayout-update", Tx::filesystemLayouts, tx -> {
            var old = tx.filesystemLayouts().get(layout.id());
            require(tx, layout);
            return tx.filesystemLayouts().update(layout.withStamp(old.stamp().changedAt(now)));
        });
    }

    private static void require(Tx tx, FilesystemLayout layout) {
        LayoutRules.requireKnownWords(layout);
        LayoutRules.validate(layout);
        LayoutRules.requireNoCollision(layout, tx.filesystemLayouts().list());
    }

    /** Removes a layout; machines keep their copy. @throws Problem ENTITY_NOT_FOUND */
    public FilesystemLayout delete(String id) {
        return Changes.delete(store, "filesystemlayout-delete", Tx::filesystemLayouts, tx -> {
            var layout = tx.filesystemLayouts().get(id);
            tx.filesystemLayouts().delete(layout);
            return layout;
        });
    }

    /** The layout that a size and a full image id get; @throws Problem RULE_VIOLATED when there is none */
    public FilesystemLayout tryOut(String sizeId, String imageId) {
        return store.read(
                "filesystemlayout-try",
                tx -> LayoutRules.select(tx.filesystemLayouts().list(), sizeId, imageId));
    }

    /** The layout, if a machine has the disks for it; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public FilesystemLayout matches(String layoutId, String machineId) {
        return store.read("filesystemlayout-matches", tx -> {
            var layout = tx.filesystemLayouts().get(layoutId);
            LayoutRules.requireFits(layout, tx.machines().get(machineId).hardware());
            return layout;
        });
    }
}
