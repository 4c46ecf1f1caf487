package metalplant.testkit.switches;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.PARTITION;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import metalplant.model.Stamp;
import metalplant.model.switches.Switch;

/** Named switches. */
public final class TestSwitches {
    private TestSwitches() {}

    /** A SONiC leaf with {@code ports} ports {@code Ethernet0, Ethernet4, ...}, nothing connected. */
    public static Switch leaf(String id, String rackId, int ports) {
        return new Switch(
                id,
                id,
                "",
                PARTITION,
                rackId,
                "",
                Optional.of(new Switch.Os("SONiC", "4.2", "v0.15")),
                "10.2.0.1",
                "admin",
                "ssh " + id,
                IntStream.range(0, ports).mapToObj(i -> nic("Ethernet" + i * 4)).toList(),
                Map.of(),
                new Stamp(new UUID(3, id.hashCode()), "", 0, NOW, NOW));
    }

    public static Switch.SwitchNic nic(String name) {
        return new Switch.SwitchNic(name, name, "", "", Switch.PortStatus.UNKNOWN, Optional.empty(), Optional.empty());
    }

    public static Switch connected(Switch leaf, Map<String, List<String>> connections) {
        return leaf.withConnections(connections);
    }
}
