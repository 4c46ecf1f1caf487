package metalplant.federation.homes;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * Shared masterdata as folded from the ledger: what every mirror shows.
 *
 * @param names who has which bare name
 * @param spans prefixes per project, or network, and plant, as "project/plant"
 */
public record Homes(
        SortedTree<UUID, Entity> entities,
        SortedTree<UUID, Tombstone> tombstones,
        SortedTree<NameKey, UUID> names,
        SortedTree<String, Span> spans) {
    /** Entities of a federation. */
    public static final int ENTITIES_MAX = 1_000_000;

    public static final Homes NONE =
            new Homes(SortedTree.empty(), SortedTree.empty(), SortedTree.empty(), SortedTree.empty());

    public Optional<Entity> find(UUID id) {
        return entities.get(id);
    }

    public List<Entity> all() {
        return entities.values();
    }

    Homes with(Entity entity) {
        return new Homes(entities.with(entity.id(), entity), tombstones, names, spans);
    }

    Homes buried(UUID id, Tombstone tombstone) {
        return new Homes(entities.without(id), tombstones.with(id, tombstone), names, spans);
    }

    Homes named(NameKey name, UUID id) {
        return new Homes(entities, tombstones, names.with(name, id), spans);
    }

    Homes unnamed(NameKey name, UUID id) {
        boolean its = names.get(name).filter(id::equals).isPresent();
        return its ? new Homes(entities, tombstones, names.without(name), spans) : this;
    }

    /** How far this entity reaches into this plant, if the plant said so. */
    public Optional<Span> span(UUID id, PlantId plant) {
        return spans.get(key(id, plant));
    }

    /** How far this entity reaches into each plant that said so. */
    public List<Span> spansOf(UUID id) {
        // A slash is followed by a zero in the order of texts.
        return spans.between(id + "/", id + "0");
    }

    private static String key(UUID id, PlantId plant) {
        return id + "/" + plant.text();
    }

    Homes spanning(Span span) {
        return new Homes(entities, tombstones, names, spans.with(key(span.project(), span.plant()), span));
    }

    Homes withoutSpan(Span span) {
        return new Homes(entities, tombstones, names, spans.without(key(span.project(), span.plant())));
    }

    Homes withoutSpansOf(UUID id) {
        var changed = this;
        for (var span : spansOf(id)) {
            changed = changed.withoutSpan(span);
        }
        return changed;
    }

    /** A plant that is gone spans nothing. */
    public Homes withoutSpansIn(PlantId plant) {
        var changed = this;
        for (var span : spans.values()) {
            changed = span.plant().equals(plant) ? changed.withoutSpan(span) : changed;
        }
        return changed;
    }

    Homes withTombstones(SortedTree<UUID, Tombstone> changed) {
        return new Homes(entities, changed, names, spans);
    }
}
