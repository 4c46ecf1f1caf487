package metalplant.rack.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RackPlanTest {
    private static RackPlan plan(long seed, int machines) {
        return RackPlan.of(new Seed("north", seed), machines, HardwareProfile.DEFAULT, _ -> false);
    }

    @Test
    void tenThousandServersShareNoIdentity() {
        var servers = plan(1, 10_000).servers();

        assertThat(servers).extracting(ServerSpec::uuid).doesNotHaveDuplicates().allMatch(RackPlanTest::isVersionFour);
        assertThat(servers.stream()
                        .flatMap(server -> Stream.concat(
                                server.cables().stream().map(ServerSpec.Cable::mac),
                                Stream.of(server.bmc().mac()))))
                .doesNotHaveDuplicates()
                .allMatch(mac -> mac.matches("02(:[0-9a-f]{2}){5}"));
        assertThat(servers).extracting(server -> server.bmc().host()).doesNotHaveDuplicates();
        assertThat(servers)
                .extracting(server -> server.bmc().fru().productSerial())
                .doesNotHaveDuplicates();
    }

    private static boolean isVersionFour(String uuid) {
        return uuid.matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void theSameSeedGivesTheSameRackAndAnotherPartitionAnotherOne() {
        assertThat(plan(1, 40)).isEqualTo(plan(1, 40));
        assertThat(plan(1, 1).servers()).isNotEqualTo(plan(2, 1).servers());
        assertThat(RackPlan.of(new Seed("south", 1), 1, HardwareProfile.DEFAULT, _ -> false)
                        .servers())
                .isNotEqualTo(plan(1, 1).servers());
    }

    @Test
    void aBiggerRackKeepsTheServersOfTheSmallerOne() {
        assertThat(plan(1, 100).servers().subList(0, 10)).isEqualTo(plan(1, 10).servers());
    }

    @Test
    void thirtyTwoServersHangOnThePortsOfOnePairOfLeaves() {
        var plan = plan(1, 33);

        assertThat(plan.leaves())
                .extracting(LeafSpec::id)
                .containsExactly(
                        "north-rack-01-leaf01", "north-rack-01-leaf02", "north-rack-02-leaf01", "north-rack-02-leaf02");
        var last = plan.servers().get(31);
        assertThat(last.cables())
                .extracting(ServerSpec.Cable::leaf)
                .containsExactly("north-rack-01-leaf01", "north-rack-01-leaf02");
        assertThat(last.cables()).extracting(ServerSpec.Cable::port).containsExactly("Ethernet31", "Ethernet31");
        assertThat(plan.servers().get(32).rack()).isEqualTo("north-rack-02");
    }

    @Test
    void aWrongCableLeadsToTheNeighboursPort() {
        var plan = RackPlan.of(new Seed("north", 1), 4, HardwareProfile.DEFAULT, "m3"::equals);

        assertThat(plan.servers().get(2).cables())
                .extracting(ServerSpec.Cable::port)
                .containsExactly("Ethernet2", "Ethernet3");
    }

    @Test
    void hardwareIsReadOrRefusedWithTheReason() {
        var hardware = HardwareProfile.parse("cores=32,memory=256,disks=480+1920,cpu=AMD EPYC 9354P");

        assertThat(hardware.cores()).isEqualTo(32);
        assertThat(hardware.memoryBytes()).isEqualTo(256L << 30);
        assertThat(hardware.disks())
                .containsExactly(
                        new HardwareProfile.Disk("/dev/nvme0n1", 480_000_000_000L),
                        new HardwareProfile.Disk("/dev/nvme1n1", 1_920_000_000_000L));
        assertThat(hardware.cpuModel()).isEqualTo("AMD EPYC 9354P");
        for (String wrong : new String[] {"cores", "cores=x", "wheels=4", "cores=0", "disks=", "memory=-1"}) {
            assertThatThrownBy(() -> HardwareProfile.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRackHasBetweenOneAndTenThousandMachines() {
        assertThatThrownBy(() -> plan(1, 0)).hasMessageContaining("10000");
        assertThatThrownBy(() -> plan(1, 10_001)).hasMessageContaining("10000");
    }
}
