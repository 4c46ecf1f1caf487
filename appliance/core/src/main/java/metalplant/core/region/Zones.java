package metalplant.core.region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.core.peering.Proposals;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.region.Coordinates;
import metalplant.model.region.PlaceNames;
import metalplant.model.region.PlaceRules;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;

/** The use cases of zones. */
public final class Zones {
    /** Are words in the place of ids. */
    private static final Set<String> OPERATIONS = Set.of("proposals", "check");

    private final Store store;
    private final World world;
    private final ZoneUse use;

    public Zones(Store store, World world) {
        this(store, world, ZoneUse.ALONE);
    }

    /** @param use what other plants have in zones */
    public Zones(Store store, World world, ZoneUse use) {
        this.store = store;
        this.world = world;
        this.use = use;
    }

    /** A zone to be. Absent texts are "". */
    public record Create(String id, String regionId, String name, String description, Map<String, String> labels) {}

    /** What to change of a zone; an empty Optional leaves it as it is, a map replaces all. */
    public record Change(
            String id,
            Optional<String> regionId,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, String>> labels,
            Optional<Coordinates> coordinates) {
        /** Where it is stays as it is. */
        public Change(
                String id,
                Optional<String> regionId,
                Optional<String> name,
                Optional<String> description,
                Optional<Map<String, String>> labels) {
            this(id, regionId, name, description, labels, Optional.empty());
        }
    }

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
        if (OPERATIONS.contains(wanted.id())) {
            throw Problem.bad("a zone cannot be called %s".formatted(wanted.id()));
        }
        PlaceRules.requireTexts(wanted.name(), wanted.description(), wanted.labels());
        Proposals.require(wanted.labels());
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
                    Facts.changed(old.labels(), change.labels(), change.coordinates()),
                    old.stamp().changedAt(now));
            PlaceRules.requireTexts(changed.name(), changed.description(), changed.labels());
            Proposals.require(changed.labels());
            tx.regions().get(changed.regionId());
            return tx.zones().update(changed);
        });
    }

    /**
     * A partition of this plant that lies in no zone, and where its name says that it is.
     *
     * @param regionExists whether there is such a region
     * @param zoneExists whether there is such a zone
     */
    public record Proposed(String partitionId, PlaceNames.Proposal place, boolean regionExists, boolean zoneExists) {}

    /** For the partitions of this plant that lie in no zone and have a telling name. What was said explicitly is never questioned. */
    public List<Proposed> proposals() {
        return store.read("zone-proposals", tx -> {
            var regions = tx.regions().list().stream().map(Region::id).toList();
            var zones = tx.zones().list().stream().map(Zone::id).toList();
            return tx.partitions().list().stream()
                    .filter(partition -> partition.zoneId().isEmpty())
                    .flatMap(partition -> PlaceNames.parse(partition.id())
                            .map(place -> new Proposed(
                                    partition.id(),
                                    place,
                                    regions.contains(place.region()),
                                    zones.contains(place.zone())))
                            .stream())
                    .toList();
        });
    }

    /** Partitions in each zone, by zone: those of this plant under {@code own}, and what other plants said of theirs. */
    public Map<String, List<ZoneUse.Member>> members(String own) {
        return store.read("zone-members", tx -> {
            var members = new TreeMap<String, List<ZoneUse.Member>>();
            tx.zones().list().forEach(zone -> members.put(zone.id(), new ArrayList<>(use.in(zone.id()))));
            tx.partitions().list().stream()
                    .filter(partition -> members.containsKey(partition.zoneId()))
                    .forEach(partition -> members.getOrDefault(partition.zoneId(), new ArrayList<>())
                            .add(new ZoneUse.Member(partition.id(), own)));
            members.values().forEach(each -> each.sort(Comparator.comparing(ZoneUse.Member::partitionId)));
            return members;
        });
    }

    /** Removes a zone without partitions; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED */
    public Zone delete(String id) {
        use.in(id).stream().findFirst().ifPresent(user -> {
            throw Problem.refused("zone \"%s\" still has partition \"%s\" of plant %s"
                    .formatted(id, user.partitionId(), user.plant()));
        });
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
