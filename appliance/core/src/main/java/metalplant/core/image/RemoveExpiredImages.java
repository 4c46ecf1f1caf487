package metalplant.core.image;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.World;
import metalplant.model.image.Image;
import metalplant.model.image.ImageVersions;

/** Removes images that expired and that no machine runs. The newest image of each operating system stays, whatever its age. */
public final class RemoveExpiredImages {
    private static final System.Logger LOG = System.getLogger(RemoveExpiredImages.class.getName());
    private static final Comparator<Image> NEWEST_FIRST =
            Comparator.comparing(Image::os).thenComparing(ImageVersions::versionOf, Comparator.reverseOrder());

    private final Store store;
    private final World world;

    public RemoveExpiredImages(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** Removes them and answers their ids. Doing it twice is doing it once. */
    public List<String> run() {
        var now = world.now();
        var removed = store.run("image-expire", tx -> remove(tx, now));
        removed.forEach(id -> LOG.log(INFO, "expired image removed id={0}", id));
        return removed;
    }

    private static List<String> remove(Tx tx, Instant now) {
        var inUse = tx.machines().usersOfImages().keySet();
        // Those of other plants expire there.
        var expired = expired(tx.images().list(), inUse, now).stream()
                .filter(image -> image.stamp().home().isEmpty())
                .toList();
        expired.forEach(tx.images()::delete);
        return expired.stream().map(Image::id).toList();
    }

    private static List<Image> expired(List<Image> images, Set<String> inUse, Instant now) {
        var seen = new HashSet<String>();
        var expired = new ArrayList<Image>();
        for (var image : images.stream().sorted(NEWEST_FIRST).toList()) {
            boolean newest = seen.add(image.os());
            if (!newest && !image.expiration().isAfter(now) && !inUse.contains(image.id())) {
                expired.add(image);
            }
        }
        return expired;
    }
}
