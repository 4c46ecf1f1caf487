package metalplant.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Uplink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostConfigsTest {
    private static final List<ManagementDhcp.Host> SWITCHES = List.of(
            new ManagementDhcp.Host("r01leaf01", "80:a2:35:00:01:01", IpAddress.parse("172.16.0.11")),
            new ManagementDhcp.Host("r01leaf02", "80:a2:35:00:01:02", IpAddress.parse("172.16.0.12")));

    @Test
    void aPartitionWithUnderscoresHasADomainThatHostsMayHave() {
        assertThat(HostConfigs.domain("fra_eqx_01")).isEqualTo("fra-eqx-01.plant.internal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "alone"})
    void theConfigurationOfAPlanIsAsTheGoldenFilesSay(String name) throws Exception {
        // given
        var plan = name.equals("example")
                ? PlanReaderTest.example()
                : PlantPlan.at(new Place("r", "z", "p-1"), new Uplink.None());

        // then
        assertGolden(
                name + ".dnsmasq.conf",
                HostConfigs.dnsmasq(plan, HostConfigs.domain(plan.place().partition())));
        assertGolden(name + ".chrony.conf", HostConfigs.chrony(plan));
        assertGolden(name + ".plant-net.env", HostConfigs.network(plan));
    }

    @Test
    void addressesOfMachinesAndControllersAreAsTheGoldenFilesSay() throws Exception {
        var plan = PlanReaderTest.example();
        assertGolden(
                "example.dhcp.conf",
                DhcpConfig.of(plan, "north-1.plant.internal", List.of())
                        .orElseThrow()
                        .text());
        assertThat(DhcpConfig.of(PlantPlan.at(new Place("r", "z", "p-1"), new Uplink.None()), "x", List.of()))
                .isEmpty();
    }

    @Test
    void besideAnotherServerOnlyWhatToBootIsSaid() throws Exception {
        assertGolden("beside.dhcp.conf", beside(Optional.empty()).text());
        var switches = new ManagementDhcp(
                IpAddress.parse("172.16.0.1"),
                Cidr.parse("172.16.0.0/24"),
                DhcpConfig.SCRIPTS,
                Optional.empty(),
                SWITCHES);
        assertGolden("beside-switches.dhcp.conf", beside(Optional.of(switches)).text());
    }

    private static DhcpConfig beside(Optional<ManagementDhcp> management) {
        return new DhcpConfig(
                IpAddress.parse("10.7.0.1"),
                Cidr.parse("10.7.0.0/29"),
                List.of(),
                Optional.of(IpAddress.parse("10.7.0.2")),
                "p-1.plant.internal",
                DhcpConfig.SCRIPTS,
                DhcpConfig.Places.APPLIANCE,
                management);
    }

    @Test
    void switchesAreToldWhereTheirInstallerAndTheirZtpAre() throws Exception {
        var config = DhcpConfig.of(PlanReaderTest.example(), "north-1.plant.internal", SWITCHES)
                .orElseThrow();
        assertGolden("switches.dhcp.conf", config.text());
    }

    /** With {@code -Dgolden=write} the files are written instead; look at the difference before you commit it. */
    private static void assertGolden(String name, String text) throws Exception {
        var file = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .resolve("src/test/resources/metalplant/plan/" + name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
