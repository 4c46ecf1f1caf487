package metalplant.core.peering;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.partition.Partition;
import metalplant.model.peering.Peering;
import metalplant.model.peering.SwitchFabric;
import metalplant.model.project.Project;
import metalplant.model.region.Zone;

/** Where the parts of a {@link StoredZone} come from: read when they are asked for, which is right for one zone, or all of them before. */
interface ZoneSource {
    List<Partition> partitions();

    List<Peering> peerings(String partitionId);

    List<Network> networks(String partitionId);

    List<Network> networks(Collection<String> ids);

    List<SwitchFabric> switches(String partitionId);

    List<Project> projects(Collection<String> ids);

    Optional<Zone> zone(String id);

    /** Reads what is asked for. */
    static ZoneSource of(Tx tx) {
        return new Asked(tx);
    }

    /** Reads everything, once: for whoever looks at every partition. */
    static ZoneSource ofAll(Tx tx) {
        var networks = tx.networks().list();
        var projects = networks.stream()
                .map(Network::projectId)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        return new Held(
                tx.partitions().list(),
                by(tx.peerings().list(), Peering::partitionId),
                by(networks, Network::partitionId),
                byId(networks),
                by(tx.fabric().list(), SwitchFabric::partitionId),
                byId(projects.isEmpty() ? List.<Project>of() : tx.projects().findAll(projects)),
                byId(tx.zones().list()));
    }

    private static <T> Map<String, List<T>> by(Collection<T> all, Function<T, String> partition) {
        return all.stream().collect(Collectors.groupingBy(partition));
    }

    private static <T extends Entity<T>> Map<String, T> byId(Collection<T> all) {
        return all.stream().collect(Collectors.toMap(Entity::id, Function.identity()));
    }

    /** @param tx in which each question is a query */
    record Asked(Tx tx) implements ZoneSource {
        @Override
        public List<Partition> partitions() {
            return tx.partitions().list();
        }

        @Override
        public List<Peering> peerings(String partitionId) {
            return tx.peerings().ofPartition(partitionId);
        }

        @Override
        public List<Network> networks(String partitionId) {
            return tx.networks().find(NetworkQuery.ofPartition(partitionId));
        }

        @Override
        public List<Network> networks(Collection<String> ids) {
            return ids.isEmpty() ? List.of() : tx.networks().findAll(ids);
        }

        @Override
        public List<SwitchFabric> switches(String partitionId) {
            return tx.fabric().ofPartition(partitionId);
        }

        @Override
        public List<Project> projects(Collection<String> ids) {
            return ids.isEmpty() ? List.of() : tx.projects().findAll(ids);
        }

        @Override
        public Optional<Zone> zone(String id) {
            return tx.zones().find(id);
        }
    }

    /** What was read of all partitions; the first maps are by partition, the others by id. */
    record Held(
            List<Partition> partitions,
            Map<String, List<Peering>> peeringsOf,
            Map<String, List<Network>> networksOf,
            Map<String, Network> byId,
            Map<String, List<SwitchFabric>> switchesOf,
            Map<String, Project> projectsById,
            Map<String, Zone> zones)
            implements ZoneSource {
        @Override
        public List<Peering> peerings(String partitionId) {
            return peeringsOf.getOrDefault(partitionId, List.of());
        }

        @Override
        public List<Network> networks(String partitionId) {
            return networksOf.getOrDefault(partitionId, List.of());
        }

        @Override
        public List<Network> networks(Collection<String> ids) {
            return chosen(byId, ids).toList();
        }

        @Override
        public List<SwitchFabric> switches(String partitionId) {
            return switchesOf.getOrDefault(partitionId, List.of());
        }

        @Override
        public List<Project> projects(Collection<String> ids) {
            return chosen(projectsById, ids).toList();
        }

        @Override
        public Optional<Zone> zone(String id) {
            return Optional.ofNullable(zones.get(id));
        }

        private static <T> Stream<T> chosen(Map<String, T> from, Collection<String> ids) {
            return ids.stream().map(from::get).filter(Objects::nonNull);
        }
    }
}
