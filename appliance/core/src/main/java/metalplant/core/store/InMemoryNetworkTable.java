package metalplant.core.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkUse;

/** {@link NetworkTable} on a map, beside the prefixes and addresses it counts. */
final class InMemoryNetworkTable extends InMemoryTable<Network> implements NetworkTable {
    private final InMemoryPrefixTable prefixes;
    private final InMemoryIpTable ips;

    InMemoryNetworkTable(InMemoryPrefixTable prefixes, InMemoryIpTable ips) {
        super("network");
        this.prefixes = prefixes;
        this.ips = ips;
    }

    @Override
    public List<Network> find(NetworkQuery query) {
        return where(query::matches);
    }

    @Override
    public Page<Network, String> page(NetworkQuery query, String after, int max) {
        return page(query::matches, after, max);
    }

    @Override
    public List<Network> findAll(Collection<String> ids) {
        return where(n -> ids.contains(n.id()));
    }

    @Override
    public Optional<Network> privateSuperOf(String partitionId) {
        return where(n -> n.privateSuper() && n.partitionId().equals(partitionId)).stream()
                .findFirst();
    }

    @Override
    public Optional<Network> underlayOf(String partitionId) {
        return where(n -> n.underlay() && n.partitionId().equals(partitionId)).stream()
                .findFirst();
    }

    @Override
    public List<Network> ofProject(String projectId) {
        return where(n -> n.projectId().equals(projectId));
    }

    @Override
    public boolean hasChildren(String networkId) {
        return !where(n -> n.parentId().equals(networkId)).isEmpty();
    }

    @Override
    public List<NetworkUse> use(List<String> networkIds) {
        var wanted = Set.copyOf(networkIds);
        return use().stream().filter(use -> wanted.contains(use.networkId())).toList();
    }

    private record Place(String networkId, AddressFamily family) {}

    private List<NetworkUse> use() {
        Map<UUID, Prefix> byId = new HashMap<>();
        prefixes.all().forEach(prefix -> byId.put(prefix.id(), prefix));
        Map<Place, NetworkUse> uses = new LinkedHashMap<>();
        prefixes.all()
                .forEach(child -> child.parent()
                        .map(byId::get)
                        .ifPresent(parent -> count(
                                uses,
                                parent,
                                use -> use.plusChildren(child.cidr().length(), 1))));
        ips.all()
                .forEach(ip -> Optional.ofNullable(byId.get(ip.prefixId()))
                        .ifPresent(prefix -> count(uses, prefix, use -> use.plusAddresses(1))));
        return List.copyOf(uses.values());
    }

    private static void count(Map<Place, NetworkUse> uses, Prefix prefix, UnaryOperator<NetworkUse> more) {
        var family = prefix.cidr().family();
        uses.compute(
                new Place(prefix.networkId(), family),
                (place, use) ->
                        more.apply(use == null ? new NetworkUse(place.networkId(), family, 0, new TreeMap<>()) : use));
    }
}
