package metalplant.testkit.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Role;

/** Named machines. Numbers make ids that sort as the numbers do. */
public final class TestMachines {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    public static final String PARTITION = "fra-equ01";
    public static final String SIZE = "c1-large-x86";
    public static final String PROJECT = "00000000-0000-0000-0000-00000000000a";

    private TestMachines() {}

    public static String id(int number) {
        return "00000000-0000-0000-0000-%012d".formatted(number);
    }

    /** Registered in a rack, free. */
    public static Machine registered(int number, String rackId) {
        return Machine.unknown(id(number), NOW)
                .withPlace(PARTITION, rackId, SIZE)
                .withHardware(hardware(number), new Bios("1.2", "Vendor", "01/01/2026"))
                .withBmc(bmc(number))
                .withLed(new Led("LED-OFF", "installed"))
                .withState(new MachineState(MachineState.Value.AVAILABLE, "", "", "v0.13"));
    }

    public static Hardware hardware(int number) {
        return new Hardware(
                64L << 30,
                List.of(new Hardware.Cpu("AMD", "EPYC 9354", 32, 64)),
                List.of(new Hardware.Gpu("NVIDIA", "L4")),
                List.of(new Hardware.Disk("/dev/nvme0n1", 960_197_124_096L), new Hardware.Disk("/dev/sda", 1 << 30)),
                List.of(nic(number, 0, "leaf01"), nic(number, 1, "leaf02")));
    }

    private static Hardware.Nic nic(int number, int port, String leaf) {
        var seen = new Hardware.Nic(mac(0xff, port), "Ethernet" + number, "Ethernet" + number, leaf, List.of());
        return new Hardware.Nic(mac(number, port), "eth" + port, mac(number, port), "", List.of(seen));
    }

    public static String mac(int number, int port) {
        return "02:00:%02x:%02x:%02x:%02x".formatted(number >> 16 & 255, number >> 8 & 255, number & 255, port);
    }

    public static Bmc bmc(int number) {
        return new Bmc(
                "10.1.%d.%d:623".formatted(number / 250, number % 250 + 1),
                mac(number, 9),
                "metal",
                "secret",
                "lanplus",
                new Bmc.Fru("CSE", "SN" + number, "Board", "BSN" + number, "BPN", "Maker", "PPN", "PSN" + number),
                "1.74",
                "ON",
                Optional.of(new Bmc.PowerMetric(210.5f, 1, 300, 120)),
                List.of(new Bmc.PowerSupply("OK", "Enabled")),
                Optional.of(NOW));
    }

    /** The machine allocated to {@link #PROJECT}, in network {@code net-1} with an address made of its number. */
    public static Machine allocated(int number, String rackId, Role role, String... tags) {
        return allocated(number, rackId, PROJECT, role, tags);
    }

    public static Machine allocated(int number, String rackId, String projectId, Role role, String... tags) {
        return registered(number, rackId)
                .withAllocation(Optional.of(allocation(number, projectId, role)), List.of(tags));
    }

    public static Allocation allocation(int number, String projectId, Role role) {
        return new Allocation(
                new UUID(7, number),
                "worker-" + number,
                "made by a test",
                "somebody@metal-plant.invalid",
                NOW,
                projectId,
                "debian-12.0.20260101",
                Optional.empty(),
                List.of(network(number, projectId)),
                "host-" + number,
                "",
                List.of("ssh-ed25519 AAAA"),
                role,
                false,
                false,
                "console",
                Optional.empty(),
                Optional.empty(),
                List.of("1.1.1.1"),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Allocation.MachineNetwork network(int number, String projectId) {
        return new Allocation.MachineNetwork(
                "net-1",
                List.of("10.0.0.0/16"),
                List.of("10.0.%d.%d".formatted(number / 250, number % 250 + 1)),
                List.of(),
                1001,
                4_210_000_000L + number,
                true,
                false,
                false,
                projectId,
                "privateprimaryunshared",
                "none",
                "child");
    }
}
