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
    private static final SwitchDhcp SWITCHES = new SwitchDhcp(
            IpAddress.parse("172.16.0.1"),
            Cidr.parse("172.16.0.0/24"),
            DhcpConfig.SCRIPTS,
            List.of(
                    new SwitchDhcp.Host("r01leaf01", "80:a2:35:00:01:01", IpAddress.parse("172.16.0.11")),
                    new SwitchDhcp.Host("r01leaf02", "80:a2:35:00:01:02", IpAddress.parse("172.16.0.12"))));

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
    void addressesOfMachinesAreAsTheGoldenFilesSay() throws Exception {
        var plan = PlanReaderTest.example();
        assertGolden(
                "example.dhcp.conf",
                DhcpConfig.of(plan, "north-1.plant.internal").orElseThrow().text());
        assertThat(DhcpConfig.of(PlantPlan.at(new Place("r", "z", "p-1"), new Uplink.None()), "x"))
                .isEmpty();
    }

    @Test
    void besideAnotherServerOnlyWhatToBootIsSaid() throws Exception {
        var beside = new DhcpConfig(
                IpAddress.parse("10.7.0.1"),
                Cidr.parse("10.7.0.0/29"),
                List.of(),
                Optional.of(IpAddress.parse("10.7.0.2")),
                "p-1.plant.internal",
                DhcpConfig.SCRIPTS,
                DhcpConfig.Places.APPLIANCE,
                Optional.empty());
        assertGolden("beside.dhcp.conf", beside.text());
        assertGolden(
                "beside-switches.dhcp.conf", beside.with(Optional.of(SWITCHES)).text());
    }

    @Test
    void switchesAreToldWhereTheirInstallerAndTheirZtpAre() throws Exception {
        var config = DhcpConfig.of(PlanReaderTest.example(), "north-1.plant.internal")
                .orElseThrow();
        assertGolden("switches.dhcp.conf", config.with(Optional.of(SWITCHES)).text());
        assertThat(config.with(Optional.empty())).isEqualTo(config);
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
