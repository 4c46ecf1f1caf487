package metalplant.core.switches;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Tx;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.switches.BgpFilter;
import metalplant.model.switches.Switch;

/** Puts together what is shown of switches: one query per kind of entity, however many switches and machines there are. */
final class SwitchViews {
    private SwitchViews() {}

    static SwitchView of(Tx tx, Switch leaf) {
        return of(tx, List.of(leaf), partitions(tx)).getFirst();
    }

    static Map<String, Partition> partitions(Tx tx) {
        return tx.partitions().list().stream().collect(Collectors.toMap(Partition::id, Function.identity()));
    }

    static List<SwitchView> of(Tx tx, List<Switch> leaves, Map<String, Partition> partitions) {
        if (leaves.isEmpty()) {
            return List.of();
        }
        var statuses = tx.switches().statuses(leaves.stream().map(Switch::id).toList());
        var filters = Filters.of(tx, leaves);
        var views = new ArrayList<SwitchView>();
        for (var leaf : leaves) {
            views.add(new SwitchView(
                    leaf,
                    Optional.ofNullable(partitions.get(leaf.partitionId())),
                    Optional.ofNullable(statuses.get(leaf.id())),
                    filters.ofPorts(leaf)));
        }
        return views;
    }

    /** Everything the filters of some switches are made of. */
    private record Filters(
            Map<String, Allocation> allocations,
            Map<String, Network> networks,
            Map<String, List<IpAddress>> addresses) {
        static Filters of(Tx tx, Collection<Switch> leaves) {
            var machineIds = leaves.stream()
                    .flatMap(leaf -> leaf.connections().keySet().stream())
                    .distinct()
                    .sorted()
                    .toList();
            var allocations = new HashMap<String, Allocation>();
            if (!machineIds.isEmpty()) {
                for (Machine machine : tx.machines().findAll(machineIds)) {
                    machine.allocation().ifPresent(allocation -> allocations.put(machine.id(), allocation));
                }
            }
            if (allocations.isEmpty()) {
                return new Filters(Map.of(), Map.of(), Map.of());
            }
            var projects =
                    allocations.values().stream().map(Allocation::projectId).collect(Collectors.toSet());
            return new Filters(
                    allocations, networks(tx, allocations.values()), tx.ips().addressesOf(projects));
        }

        /** The private networks and their parents: two queries. */
        private static Map<String, Network> networks(Tx tx, Collection<Allocation> allocations) {
            Set<String> ids = new HashSet<>();
            allocations.forEach(a -> a.privateNetwork().ifPresent(network -> ids.add(network.networkId())));
            var networks = new HashMap<String, Network>();
            tx.networks().findAll(ids).forEach(network -> networks.put(network.id(), network));
            var parents = networks.values().stream()
                    .map(Network::parentId)
                    .filter(id -> !id.isEmpty())
                    .collect(Collectors.toSet());
            tx.networks().findAll(parents).forEach(network -> networks.put(network.id(), network));
            return networks;
        }

        Map<String, BgpFilter> ofPorts(Switch leaf) {
            var filters = new HashMap<String, BgpFilter>();
            leaf.connections().forEach((machineId, ports) -> {
                var allocation = allocations.get(machineId);
                if (allocation != null) {
                    ports.forEach(port -> leaf.nic(port).ifPresent(nic -> filters.put(port, filter(allocation, nic))));
                }
            });
            return filters;
        }

        private BgpFilter filter(Allocation allocation, Switch.SwitchNic nic) {
            return BgpFilter.of(
                    allocation, nic.vrf(), networks, addresses.getOrDefault(allocation.projectId(), List.of()));
        }
    }
}
