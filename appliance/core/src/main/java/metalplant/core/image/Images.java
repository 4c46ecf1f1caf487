package metalplant.core.image;

import static metalplant.model.Filters.is;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.url.UrlCheck;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.image.Image;
import metalplant.model.image.ImageVersions;

/** The use cases of images. Their URL is tried before they are stored, outside of any transaction. */
public final class Images {
    /** How long an image is good for when nobody said. */
    public static final Duration EXPIRATION_DEFAULT = Duration.ofDays(90);

    private static final Set<String> FEATURES = Set.of(Image.FEATURE_FIREWALL, Image.FEATURE_MACHINE);
    private static final Set<String> CLASSIFICATIONS = Set.of("preview", "supported", "deprecated");
    private static final String CLASSIFICATION_DEFAULT = "preview";

    private final Store store;
    private final UrlCheck urls;
    private final World world;

    public Images(Store store, UrlCheck urls, World world) {
        this.store = store;
        this.urls = urls;
        this.world = world;
    }

    /** An image to be. Absent texts are "". */
    public record Create(
            String id,
            String name,
            String description,
            String url,
            List<String> features,
            Optional<String> classification,
            Optional<Instant> expiration) {}

    /** What to change of an image; an empty Optional or list leaves it as it is. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<String> url,
            List<String> features,
            Optional<String> classification,
            Optional<Instant> expiration) {}

    /** Which images to find; an empty Optional or list is no filter. */
    public record Query(
            Optional<String> id,
            Optional<String> name,
            Optional<String> os,
            Optional<String> version,
            Optional<String> classification,
            List<String> features) {
        boolean matches(Image image) {
            return is(id, image.id())
                    && is(name, image.name())
                    && is(os, image.os())
                    && is(version, image.version())
                    && is(classification, image.classification())
                    && image.features().containsAll(features);
        }
    }

    /** @param usedBy image id to the machines that run it; images without machines are absent */
    public record Found(List<Image> images, Map<String, List<String>> usedBy) {}

    /** All images. */
    public Found list(boolean withUsage) {
        return store.read("image-list", tx -> found(tx, tx.images().list(), withUsage));
    }

    /** The images that pass every filter. */
    public Found find(Query query, boolean withUsage) {
        return store.read(
                "image-find",
                tx -> found(
                        tx, tx.images().list().stream().filter(query::matches).toList(), withUsage));
    }

    private static Found found(Tx tx, List<Image> images, boolean withUsage) {
        return new Found(images, withUsage ? tx.machines().usersOfImages() : Map.of());
    }

    /** The image with exactly this id; @throws Problem ENTITY_NOT_FOUND */
    public Image get(String id) {
        return store.read("image-get", tx -> tx.images().get(id));
    }

    /** Everything a shorthand means, newest first; @throws Problem ENTITY_NOT_FOUND for a text that is no id */
    public List<Image> query(String id) {
        if (ImageVersions.parse(id).isEmpty()) {
            throw Problem.notFound("image", id);
        }
        return store.read(
                "image-query", tx -> ImageVersions.matching(id, tx.images().list()));
    }

    /** The newest image that a shorthand means; @throws Problem ENTITY_NOT_FOUND */
    public Image latest(String id) {
        return store.read("image-latest", tx -> latest(tx, id));
    }

    /** The same inside a transaction. */
    public static Image latest(Tx tx, String id) {
        return ImageVersions.latest(id, tx.images().list()).orElseThrow(() -> Problem.notFound("image", id));
    }

    /**
     * Stores an image.
     *
     * @throws Problem BAD_REQUEST for a missing id or URL, an id that has no version, an unknown feature or classification;
     *     ENTITY_EXISTS; URL_UNREACHABLE
     */
    public Image create(Create wanted) {
        if (wanted.id().isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        if (wanted.url().isEmpty()) {
            throw Problem.bad("url should not be empty");
        }
        requireNew(wanted.id());
        requireFeatures(wanted.features());
        var name = ImageVersions.require(wanted.id());
        var classification = wanted.classification().orElse(CLASSIFICATION_DEFAULT);
        requireClassification(classification);
        urls.check(wanted.url());
        var image = new Image(
                wanted.id(),
                wanted.name(),
                wanted.description(),
                wanted.url(),
                name.os(),
                name.version().toString(),
                wanted.features(),
                classification,
                wanted.expiration().orElse(world.now().plus(EXPIRATION_DEFAULT)),
                Stamp.fresh(world));
        return store.run(
                "image-create",
                Landed.created(Tx::images, image),
                tx -> tx.images().insert(image));
    }

    /** An existing id is told before anything that could fail for another reason: {@code metalctl apply} relies on it. */
    private void requireNew(String id) {
        if (store.read("image-exists", tx -> tx.images().find(id)).isPresent()) {
            throw Problem.exists("image", id);
        }
    }

    private static void requireFeatures(List<String> features) {
        for (var feature : features) {
            if (!FEATURES.contains(feature)) {
                throw Problem.bad("image feature \"%s\" is neither machine nor firewall".formatted(feature));
            }
        }
    }

    private static void requireClassification(String classification) {
        if (!CLASSIFICATIONS.contains(classification)) {
            throw Problem.bad(
                    "classification \"%s\" is not one of preview, supported, deprecated".formatted(classification));
        }
    }

    /**
     * Changes an image; what its id says of system and version stays.
     *
     * @throws Problem ENTITY_NOT_FOUND; BAD_REQUEST for an unknown feature or classification; URL_UNREACHABLE
     */
    public Image update(Change change) {
        get(change.id());
        requireFeatures(change.features());
        change.classification().ifPresent(Images::requireClassification);
        change.url().ifPresent(urls::check);
        var now = world.now();
        return Changes.update(store, "image-update", Tx::images, tx -> {
            var old = tx.images().get(change.id());
            return tx.images().update(changed(old, change, old.stamp().changedAt(now)));
        });
    }

    private static Image changed(Image old, Change change, Stamp stamp) {
        return new Image(
                old.id(),
                change.name().orElse(old.name()),
                change.description().orElse(old.description()),
                change.url().orElse(old.url()),
                old.os(),
                old.version(),
                change.features().isEmpty() ? old.features() : change.features(),
                change.classification().orElse(old.classification()),
                change.expiration().orElse(old.expiration()),
                stamp);
    }

    /** Removes an image that no machine runs; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Image delete(String id) {
        return Changes.delete(store, "image-delete", Tx::images, tx -> {
            var image = tx.images().get(id);
            var users = tx.machines().usersOfImages().getOrDefault(id, List.of());
            if (!users.isEmpty()) {
                throw Problem.refused("image \"%s\" is in use by %d machines, one of them is %s"
                        .formatted(id, users.size(), users.getFirst()));
            }
            tx.images().delete(image);
            return image;
        });
    }
}
