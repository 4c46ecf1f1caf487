package metalplant.model.switches;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.model.machine.Hardware;

/**
 * How a switch takes over from another one that is cabled alike: VRFs and connections go by port name, everything else stays its
 * own. Pure.
 *
 * @see "metal-api-rest.md 4.12"
 */
public final class Adoption {
    private Adoption() {}

    /**
     * {@code heir} with the VRFs and the connections of {@code existing}, operational.
     *
     * @throws Problem RULE_VIOLATED if the heir lacks a port of it
     */
    public static Switch adopt(Switch existing, Switch heir) {
        var heirs = nicsByNameOf(heir, existing.vendor());
        var missing = existing.nics().stream()
                .map(Switch.SwitchNic::name)
                .filter(name -> !heirs.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.refused("switch %s lacks the ports %s of switch %s, check how its ports are broken out"
                    .formatted(heir.id(), missing, existing.id()));
        }
        var vrfs = new HashMap<String, String>();
        existing.nics()
                .forEach(nic ->
                        vrfs.put(Objects.requireNonNull(heirs.get(nic.name())).name(), nic.vrf()));
        var nics = heir.nics().stream()
                .map(nic -> nic.withVrf(vrfs.getOrDefault(nic.name(), nic.vrf())))
                .toList();
        return heir.withNics(nics).withConnections(connections(existing, heirs)).withMode(Switch.MODE_OPERATIONAL);
    }

    private static Map<String, List<String>> connections(Switch existing, Map<String, Switch.SwitchNic> heirs) {
        var connections = new TreeMap<String, List<String>>();
        existing.connections().forEach((machineId, ports) -> {
            var translated = new ArrayList<String>();
            for (var port : ports) {
                var nic = heirs.get(port);
                if (nic == null) {
                    throw Problem.refused("machine %s hangs on port %s of switch %s, which the new switch lacks"
                            .formatted(machineId, port, existing.id()));
                }
                translated.add(nic.name());
            }
            connections.put(machineId, translated);
        });
        return connections;
    }

    /** The ports of a switch by the names they would have in the system of {@code vendor}. */
    public static Map<String, Switch.SwitchNic> nicsByNameOf(Switch heir, String vendor) {
        var byName = heir.nics().stream()
                .collect(Collectors.toMap(Switch.SwitchNic::name, Function.identity(), (a, _) -> a));
        var translated = new HashMap<String, Switch.SwitchNic>();
        PortNames.translate(byName.keySet(), heir.vendor(), vendor)
                .forEach((own, other) -> translated.put(other, byName.get(own)));
        return translated;
    }

    /** The hardware of a machine that was connected to {@code old}, as its neighbours will tell once {@code heir} took over. */
    public static Hardware rewire(Hardware hardware, Switch old, List<String> ports, Switch heir) {
        var heirs = nicsByNameOf(heir, old.vendor());
        var nics = hardware.nics().stream()
                .map(nic -> new Hardware.Nic(
                        nic.mac(),
                        nic.name(),
                        nic.identifier(),
                        nic.hostname(),
                        nic.neighbors().stream()
                                .map(neighbor -> rewire(neighbor, old, ports, heir, heirs))
                                .toList()))
                .toList();
        return new Hardware(hardware.memory(), hardware.cpus(), hardware.gpus(), hardware.disks(), nics);
    }

    private static Hardware.Nic rewire(
            Hardware.Nic neighbor, Switch old, List<String> ports, Switch heir, Map<String, Switch.SwitchNic> heirs) {
        var seen = old.nics().stream()
                .filter(nic -> ports.contains(nic.name()) && isSeenAs(nic, neighbor, old))
                .map(nic -> heirs.get(nic.name()))
                .findFirst();
        return seen.map(nic -> new Hardware.Nic(nic.mac(), nic.name(), nic.key(), heir.name(), neighbor.neighbors()))
                .orElse(neighbor);
    }

    /** Whether a neighbour that a machine told of is this port of this switch. */
    public static boolean isSeenAs(Switch.SwitchNic nic, Hardware.Nic neighbor, Switch leaf) {
        var hostname = neighbor.hostname();
        boolean sameHost = hostname.isEmpty() || hostname.equals(leaf.name()) || hostname.equals(leaf.id());
        var identifier = neighbor.identifier().isEmpty() ? neighbor.mac() : neighbor.identifier();
        return sameHost && !identifier.isEmpty() && identifier.equals(nic.key());
    }
}
