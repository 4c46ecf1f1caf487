package metalplant.fabric.engine;

import java.util.List;
import java.util.Map;
import metalplant.fabric.zone.Zone;

/**
 * A partition as the plant knows it.
 *
 * @param zone who may talk to whom, in this partition and in those of its zone
 * @param switches those of this partition; leaves and exits of the zone by name, and spines
 */
public record PartitionModel(Zone zone, List<SwitchModel> switches) {
    public PartitionModel {
        switches = List.copyOf(switches);
    }

    /**
     * One switch.
     *
     * @param ports what hangs at them: machines as allocations say
     * @param vlans VRF to VLAN as it is on the switch; empty on a new one
     */
    public record SwitchModel(Box box, List<Port> ports, Map<Integer, Integer> vlans) {
        public SwitchModel {
            ports = List.copyOf(ports);
            vlans = Map.copyOf(vlans);
        }
    }
}
