package metalplant.core.region;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.region.Coordinates;
import metalplant.model.region.PlaceRules;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;

/** The use cases of regions. */
public final class Regions {
    private final Store store;
    private final World world;

    public Regions(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** A region to be. Absent texts are "". */
    public record Create(String id, String name, String description, Map<String, String> labels) {}

    /** What to change of a region; an empty Optional leaves it as it is, a map replaces all. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, String>> labels,
            Optional<Coordinates> coordinates) {
        /** Where it is stays as it is. */
        public Change(
                String id, Optional<String> name, Optional<String> description, Optional<Map<String, String>> labels) {
            this(id, name, description, labels, Optional.empty());
        }
    }

    /** Zones of each region, by region, in order. */
    public Map<String, List<String>> zones() {
        return store.read(
                "region-zones",
                tx -> tx.zones().list().stream()
                        .collect(groupingBy(Zone::regionId, TreeMap::new, mapping(Zone::id, toList()))));
    }

    public List<Region> list() {
        return store.read("region-list", tx -> tx.regions().list());
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public Region get(String id) {
        return store.read("region-get", tx -> tx.regions().get(id));
    }

    /** Stores a region; @throws Problem BAD_REQUEST for an id that cannot be; ENTITY_EXISTS */
    public Region create(Create wanted) {
        PlaceRules.requireId(wanted.id());
        PlaceRules.requireTexts(wanted.name(), wanted.description(), wanted.labels());

        var region = new Region(wanted.id(), wanted.name(), wanted.description(), wanted.labels(), Stamp.fresh(world));
        return store.run("region-create", Landed.created(Tx::regions, region), tx -> {
            if (tx.regions().find(region.id()).isPresent()) {
                throw Problem.exists("region", region.id());
            }

            return tx.regions().insert(region);
        });
    }

    /** Changes a region; @throws Problem ENTITY_NOT_FOUND; BAD_REQUEST */
    public Region update(Change change) {
        var now = world.now();
        return Changes.update(store, "region-update", Tx::regions, tx -> {
            var old = tx.regions().get(change.id());
            var changed = new Region(
                    old.id(),
                    change.name().orElse(old.name()),
                    change.description().orElse(old.description()),
                    Facts.changed(old.labels(), change.labels(), change.coordinates()),
                    old.stamp().changedAt(now));
            PlaceRules.requireTexts(changed.name(), changed.description(), changed.labels());

            return tx.regions().update(changed);
        });
    }

    /** Removes a region without zones; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Region delete(String id) {
        return Changes.delete(store, "region-delete", Tx::regions, tx -> {
            var region = tx.regions().get(id);
            tx.zones().list().stream()
                    .filter(zone -> zone.regionId().equals(id))
                    .findFirst()
                    .ifPresent(user -> {
                        throw Problem.refused("region \"%s\" still has zone \"%s\"".formatted(id, user.id()));
                    });
            tx.regions().delete(region);
            return region;
        });
    }
}
