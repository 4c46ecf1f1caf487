package metalplant.core.vpn;

import static java.lang.System.Logger.Level.INFO;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.World;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineQuery.AllocationFilter;
import metalplant.model.machine.Role;

/**
 * Looks again and again which firewalls are in the VPN, notes it, and takes out the nodes of machines that are no firewall of that
 * project any more. Whatever a crash or a silent server left is found by the next look.
 *
 * @see "metal-api-rest.md 4.3"
 */
public final class FollowVpn {
    private static final System.Logger LOG = System.getLogger(FollowVpn.class.getName());
    private static final int PAGE = 500;
    private static final MachineQuery FIREWALLS = new MachineQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new AllocationFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Role.FIREWALL),
                    Optional.empty()),
            MachineQuery.NetworkFilter.ANY,
            MachineQuery.HardwareFilter.ANY,
            MachineQuery.BmcFilter.ANY);

    private final Store store;
    private final World world;
    private final VpnServer server;

    public FollowVpn(Store store, World world, VpnServer server) {
        this.store = store;
        this.world = world;
        this.server = server;
    }

    /** One look. */
    public void run() {
        var nodes = server.nodes();
        var stale = removeStale(nodes);
        var here = nodes.stream().filter(node -> !stale.contains(node)).toList();
        note(here);
    }

    /** Nodes that no machine of this plant has the name of are somebody else's and stay. */
    private List<VpnServer.Node> removeStale(List<VpnServer.Node> nodes) {
        var machines = new HashMap<String, Machine>();
        for (int from = 0; from < nodes.size(); from += PAGE) {
            var names = nodes.subList(from, Math.min(nodes.size(), from + PAGE)).stream()
                    .map(VpnServer.Node::name)
                    .toList();
            store.read("vpn-machines", tx -> tx.machines().findAll(names))
                    .forEach(machine -> machines.put(machine.id(), machine));
        }
        var stale = nodes.stream().filter(node -> isStale(node, machines)).toList();
        for (var node : stale) {
            server.remove(node);
            LOG.log(INFO, "vpn node removed machine={0} project={1}", node.name(), node.project());
        }
        return stale;
    }

    private static boolean isStale(VpnServer.Node node, Map<String, Machine> machines) {
        var machine = machines.get(node.name());
        return machine != null
                && !machine.unconfirmed()
                && machine.allocation()
                        .filter(allocation -> allocation.vpn().isPresent()
                                && allocation.projectId().equals(node.project())
                                && !node.joined().isBefore(allocation.created()))
                        .isEmpty();
    }

    private void note(List<VpnServer.Node> nodes) {
        var online = nodes.stream()
                .filter(VpnServer.Node::online)
                .collect(Collectors.toMap(VpnServer.Node::name, Function.identity(), (one, _) -> one));
        var after = "";
        while (true) {
            var from = after;
            var page = store.read("vpn-firewalls", tx -> tx.machines().page(FIREWALLS, from, PAGE));
            var changed = new ArrayList<Machine>();
            page.forEach(view -> changed(view.machine(), online).ifPresent(changed::add));
            if (!changed.isEmpty()) {
                write(changed, online, world.now());
            }
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().machine().id();
        }
    }

    private static Optional<Machine> changed(Machine machine, Map<String, VpnServer.Node> online) {
        return machine.allocation()
                .filter(allocation -> allocation
                        .vpn()
                        .filter(vpn -> vpn.connected() != isIn(allocation, machine, online))
                        .isPresent())
                .map(allocation -> machine.withAllocation(
                        Optional.of(allocation.withVpnConnected(isIn(allocation, machine, online))), machine.tags()));
    }

    private static boolean isIn(Allocation allocation, Machine machine, Map<String, VpnServer.Node> online) {
        var node = online.get(machine.id());
        return node != null && node.project().equals(allocation.projectId());
    }

    /** Looked at again where it is written: a machine may have been freed since. */
    private void write(List<Machine> machines, Map<String, VpnServer.Node> online, Instant now) {
        var ids = machines.stream().map(Machine::id).toList();
        store.run("vpn-connected", tx -> {
            tx.machines()
                    .findAll(ids)
                    .forEach(machine -> changed(machine, online).ifPresent(other -> update(tx, other, now)));
            return true;
        });
    }

    private static void update(Tx tx, Machine machine, Instant now) {
        tx.machines().update(machine.withChanged(now, machine.revision()));
    }
}
