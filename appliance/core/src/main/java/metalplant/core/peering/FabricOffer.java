package metalplant.core.peering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import metalplant.model.partition.Partition;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Exit;
import metalplant.model.peering.PlantFabric.Net;
import metalplant.model.peering.PlantFabric.Part;
import metalplant.model.peering.SwitchFabric;

/**
 * What switches of other plants have to know of this one's partitions in a zone: nothing of shared and external networks, of peerings and
 * machines, and of networks of projects that are in one partition alone.
 *
 * @param more networks that there was no room for
 */
record FabricOffer(List<Part> parts, int more) {
    /**
     * All that is in zones.
     *
     * @param plant number of this plant in the federation, which it has
     */
    static FabricOffer of(Tx tx, int plant) {
        var zones = tx.zones().list().stream()
                .collect(Collectors.toMap(
                        metalplant.model.region.Zone::id, each -> each.stamp().uid()));
        var partitions = tx.partitions().list().stream()
                .filter(each -> zones.containsKey(each.zoneId()))
                .toList();
        if (partitions.isEmpty()) {
            return new FabricOffer(List.of(), 0);
        }
        var source = ZoneSource.ofAll(tx);
        var found = new TreeMap<Integer, Draft>();
        var seen = new HashSet<String>();
        for (var partition : partitions) {
            if (seen.add(partition.zoneId())) {
                // Settled is the same whichever of a zone's partitions is asked for, but for the order of those that do
                // not fit together.
                var stored = StoredZone.of(source, partition.id(), plant);
                var zone = Objects.requireNonNull(zones.get(partition.zoneId()));
                stored.settled().zone().partitions().stream()
                        .map(each -> new Draft(stored, each, zone))
                        .filter(each -> PlantFabric.isId(each.own().id()))
                        .forEach(each -> found.put(each.partition().number(), each));
            }
        }
        return offered(tx, found.values());
    }

    /** A partition, and the zone in which it was read. */
    private record Draft(StoredZone stored, Zone.Partition partition, UUID zone) {
        Partition own() {
            return Objects.requireNonNull(stored.partitions().get(partition.number()));
        }

        List<Zone.Network> networks() {
            return stored.settled().zone().networks().stream()
                    .filter(each ->
                            each.partition() == partition.number() && each.kind() == Zone.Kind.PRIVATE && !each.stays())
                    .toList();
        }
    }

    private static FabricOffer offered(Tx tx, Collection<Draft> drafts) {
        var places = new HashMap<String, Set<Integer>>();
        drafts.forEach(draft -> draft.networks()
                .forEach(each -> places.computeIfAbsent(each.project().orElse(""), _ -> new TreeSet<>())
                        .add(draft.partition().number())));
        var projects = shared(tx, places.keySet());
        var claimed = tx.spans().ofAll(projects.values()).stream()
                .map(each -> each.id())
                .collect(Collectors.toSet());
        var parts = new ArrayList<Part>();
        int room = PlantFabric.NETWORKS_MAX;
        int more = 0;
        for (var draft : drafts) {
            var all = draft.networks().stream()
                    .filter(each -> isWanted(each, places, projects, claimed))
                    .map(each -> net(each, projects))
                    .toList();
            var some = all.stream().filter(FabricOffer::isTold).limit(room).toList();
            room -= some.size();
            more += all.size() - some.size();
            parts.add(part(draft, some));
        }
        return new FabricOffer(parts.stream().limit(PlantFabric.PARTS_MAX).toList(), more);
    }

    /** By id, those that the ledger knows: others could make nothing of any other. */
    private static Map<String, UUID> shared(Tx tx, Set<String> ids) {
        var found = new TreeMap<String, UUID>();
        tx.projects()
                .findAll(ids)
                .forEach(each -> found.put(each.id(), each.stamp().uid()));
        tx.shared().expect(found.values());
        found.values()
                .removeIf(id -> tx.shared()
                        .find(id)
                        .filter(row -> !row.isOwn() || row.published() >= 0)
                        .isEmpty());
        return found;
    }

    /** A project is in several partitions, of this plant or by the ledger of others: a plant that is alone with it claims nothing. */
    private static boolean isWanted(
            Zone.Network network, Map<String, Set<Integer>> places, Map<String, UUID> projects, Set<UUID> claimed) {
        var project = network.project().orElse("");
        var id = projects.get(project);
        return id != null
                && (claimed.contains(id)
                        || places.getOrDefault(project, Set.of()).size() > 1);
    }

    /** Whether it is what others read. */
    private static boolean isTold(Net net) {
        return PlantFabric.isId(net.id())
                && PlantFabric.arePrefixes(net.prefixes())
                && PlantFabric.arePrefixes(net.announced());
    }

    private static Net net(Zone.Network network, Map<String, UUID> projects) {
        return new Net(
                network.id(),
                Objects.requireNonNull(projects.get(network.project().orElse(""))),
                network.vrf(),
                network.prefixes(),
                network.pods());
    }

    private static List<Cidr> told(List<Cidr> prefixes) {
        return prefixes.stream()
                .filter(each -> PlantFabric.arePrefixes(List.of(each)))
                .limit(PlantFabric.PREFIXES_MAX)
                .toList();
    }

    private static Part part(Draft draft, List<Net> networks) {
        var partition = draft.partition();
        Map<String, SwitchFabric> told = draft.stored().switches().stream()
                .collect(Collectors.toMap(SwitchFabric::switchId, Function.identity()));
        return new Part(
                draft.own().id(),
                partition.number(),
                draft.zone(),
                told(partition.supers()),
                told(partition.announceable()),
                partition.exits().stream()
                        .filter(each -> PlantFabric.isId(each.name()))
                        .limit(PlantFabric.EXITS_MAX)
                        .map(each -> new Exit(
                                each.name(),
                                each.asn(),
                                Objects.requireNonNull(told.get(each.name())).cables()))
                        .toList(),
                networks);
    }
}
