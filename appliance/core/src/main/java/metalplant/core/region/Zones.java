package metalplant.core.region;

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
import metalplant.model.region.PlaceRules;
import metalplant.model.region.Zone;

/** The use cases of zones. */
public final class Zones {
    private final Store store;
    private final World world;

    public Zones(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** A zone to be. Absent texts are "". */
    public record Create(String id, String regionId, String name, String description, Map<String, String> labels) {}

    /** What to change of a zone; an empty Optional leaves it as it is, a map replaces all. */
    public record Change(
            String id,
            Optional<String> regionId,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, String>> labels) {}

    public List<Zone> list() {
        return store.read("zone-list", tx -> tx.zones().list());
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public Zone get(String id) {
        return store.read("zone-get", tx -> tx.zones().get(id));
    }

    /** Stores a zone; @throws Problem BAD_REQUEST for an id that cannot be or no region; ENTITY_EXISTS; ENTITY_NOT_FOUND for the region */
    public Zone create(Create wanted) {
        PlaceRules.requireId(wanted.id());
        PlaceRules.requireTexts(wanted.name(), wanted.description(), wanted.labels());
        if (wanted.regionId().isEmpty()) {
            throw Problem.bad("regionid should not be empty");
        }
        var zone = new Zone(
                wanted.id(),
                wanted.regionId(),
                wanted.name(),
                wanted.description(),
                wanted.labels(),
                Stamp.fresh(world));
        return store.run("zone-create", Landed.created(Tx::zones, zone), tx -> {
            if (tx.zones().find(zone.id()).isPresent()) {
                throw Problem.exists("zone", zone.id());
            }
            tx.regions().get(zone.regionId());
            return tx.zones().insert(zone);
        });
    }

    /** Changes a zone; @throws Problem ENTITY_NOT_FOUND, also for its new region; BAD_REQUEST */
    public Zone update(Change change) {
        var now = world.now();
        return Changes.update(store, "zone-update", Tx::zones, tx -> {
            var old = tx.zones().get(change.id());
            var changed = new Zone(
                    old.id(),
                    change.regionId().orElse(old.regionId()),
                    change.name().orElse(old.name()),
                    change.description().orElse(old.description()),
                    change.labels().orElse(old.labels()),
                    old.stamp().changedAt(now));
            PlaceRules.requireTexts(changed.name(), changed.description(), changed.labels());
            tx.regions().get(changed.regionId());
            return tx.zones().update(changed);
        });
    }

    /** Removes a zone without partitions; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Zone delete(String id) {
        return Changes.delete(store, "zone-delete", Tx::zones, tx -> {
            var zone = tx.zones().get(id);
            tx.partitions().list().stream()
                    .filter(partition -> partition.zoneId().equals(id))
                    .findFirst()
                    .ifPresent(user -> {
                        throw Problem.refused("zone \"%s\" still has partition \"%s\"".formatted(id, user.id()));
                    });
            tx.zones().delete(zone);
            return zone;
        });
    }
}
