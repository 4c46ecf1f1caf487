package metalplant.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.machine.ChassisIdentifyLEDState;
import metalplant.wire.machine.MachineAllocation;
import metalplant.wire.machine.MachineBIOS;
import metalplant.wire.machine.MachineHardware;
import metalplant.wire.machine.MachineNic;
import metalplant.wire.machine.MachineRecentProvisioningEvents;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.machine.MachineState;
import metalplant.wire.partition.PartitionBootConfiguration;
import metalplant.wire.partition.PartitionResponse;
import org.jspecify.annotations.Nullable;

/** Bodies that several tests start from. */
final class Samples {
    static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    private Samples() {}

    static MachineResponse freeMachine() {
        return machine(null);
    }

    static MachineResponse machine(@Nullable MachineAllocation allocation) {
        var neighbor = new MachineNic("swp1", "aa:bb", "swp1", List.of());
        return new MachineResponse(
                "m1",
                "",
                "",
                THEN,
                THEN,
                allocation,
                new MachineBIOS("", "", ""),
                new MachineRecentProvisioningEvents(false, false, null, null, null, List.of()),
                new MachineHardware(
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        1024,
                        List.of(new MachineNic("e0", "cc:dd", "eth0", List.of(neighbor)))),
                new ChassisIdentifyLEDState("", ""),
                "Alive",
                null,
                "",
                null,
                new MachineState("", null, "v1", ""),
                List.of(),
                null);
    }

    static MachineAllocation bareAllocation() {
        return new MachineAllocation(
                "web",
                THEN,
                "a1",
                null,
                "me@example.test",
                null,
                List.of(),
                null,
                null,
                "web",
                null,
                List.of(),
                List.of(),
                "p1",
                false,
                "machine",
                null,
                false,
                "",
                null);
    }

    static PartitionResponse partition() {
        return new PartitionResponse(
                "p1",
                "",
                "",
                THEN,
                THEN,
                new PartitionBootConfiguration("console=tty0", "http://img", "http://kernel"),
                List.of(),
                Map.of(),
                "",
                List.of(),
                "",
                Map.of());
    }
}
