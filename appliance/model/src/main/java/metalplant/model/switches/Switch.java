package metalplant.model.switches;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * A leaf or exit switch.
 *
 * @param id host name
 * @param mode "" until updated once, then operational or replace
 * @param nics sorted by name
 * @param connections machine id to the names of its ports here
 */
public record Switch(
        String id,
        String name,
        String description,
        String partitionId,
        String rackId,
        String mode,
        Optional<Os> os,
        String managementIp,
        String managementUser,
        String consoleCommand,
        List<SwitchNic> nics,
        Map<String, List<String>> connections,
        Stamp stamp)
        implements Entity<Switch> {
    public static final String SONIC = "SONiC";
    public static final String CUMULUS = "Cumulus";
    public static final String MODE_REPLACE = "replace";
    public static final String MODE_OPERATIONAL = "operational";

    /** @param vendor SONiC or Cumulus */
    public record Os(String vendor, String version, String metalCoreVersion) {}

    /** Status of a port as reported. */
    public enum PortStatus {
        UP,
        DOWN,
        UNKNOWN
    }

    /**
     * @param vrf "" = PXE, {@code default} = firewall, {@code vrf<N>} = tenant
     * @param desired what an operator wants while it differs from {@code actual}
     */
    public record SwitchNic(
            String name,
            String identifier,
            String mac,
            String vrf,
            PortStatus actual,
            Optional<PortStatus> desired,
            Optional<BgpPortState> bgp) {
        /** What tells it from the other ports of its switch, whatever it is called. */
        public String key() {
            return identifier.isEmpty() ? mac : identifier;
        }

        /** After the agent has reported {@code reported}; a wish that has come true is none any more. */
        public SwitchNic withReported(PortStatus reported) {
            return new SwitchNic(name, identifier, mac, vrf, reported, desired.filter(d -> d != reported), bgp);
        }

        /** After an operator asked for {@code wanted}. */
        public SwitchNic withDesired(PortStatus wanted) {
            return new SwitchNic(
                    name, identifier, mac, vrf, actual, Optional.of(wanted).filter(w -> w != actual), bgp);
        }

        public SwitchNic withBgp(Optional<BgpPortState> newBgp) {
            return new SwitchNic(name, identifier, mac, vrf, actual, desired, newBgp);
        }

        public SwitchNic withVrf(String newVrf) {
            return new SwitchNic(name, identifier, mac, newVrf, actual, desired, bgp);
        }
    }

    /** BGP session of a port as the switch agent reports it. */
    public record BgpPortState(
            String neighbor,
            String peerGroup,
            String vrfName,
            String bgpState,
            long establishedSinceEpochSeconds,
            long sentPrefixes,
            long acceptedPrefixes) {}

    public Switch {
        nics = nics.stream().sorted(Comparator.comparing(SwitchNic::name)).toList();
    }

    /** "" while nobody has said. */
    public String vendor() {
        return os.map(Os::vendor).orElse("");
    }

    public boolean toBeReplaced() {
        return mode.equals(MODE_REPLACE);
    }

    public Optional<SwitchNic> nic(String portName) {
        return nics.stream().filter(nic -> nic.name().equals(portName)).findFirst();
    }

    /** The machine at a port, if one is. */
    public Optional<String> machineAt(String portName) {
        return connections.entrySet().stream()
                .filter(entry -> entry.getValue().contains(portName))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Switch withStamp(Stamp newStamp) {
        return copy(mode, nics, connections, newStamp);
    }

    public Switch withMode(String newMode) {
        return copy(newMode, nics, connections, stamp);
    }

    public Switch withNics(List<SwitchNic> newNics) {
        return copy(mode, newNics, connections, stamp);
    }

    public Switch withConnections(Map<String, List<String>> newConnections) {
        return copy(mode, nics, newConnections, stamp);
    }

    private Switch copy(
            String newMode, List<SwitchNic> newNics, Map<String, List<String>> newConnections, Stamp newStamp) {
        return new Switch(
                id,
                name,
                description,
                partitionId,
                rackId,
                newMode,
                os,
                managementIp,
                managementUser,
                consoleCommand,
                newNics,
                newConnections,
                newStamp);
    }

    /** The same switch with the ports of {@code machineId} in {@code vrf}. */
    public Switch withVrfOf(String machineId, String vrf) {
        var ports = connections.getOrDefault(machineId, List.of());
        return withNics(nics.stream()
                .map(nic -> ports.contains(nic.name()) ? nic.withVrf(vrf) : nic)
                .toList());
    }
}
