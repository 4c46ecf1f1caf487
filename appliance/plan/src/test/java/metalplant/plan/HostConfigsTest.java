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
    @ParameterizedTest
    @ValueSource(strings = {"example", "alone"})
    void theConfigurationOfAPlanIsAsTheGoldenFilesSay(String name) throws Exception {
        // given
        var plan = name.equals("example")
                ? PlanReaderTest.example()
                : PlantPlan.at(new Place("r", "z", "p-1"), new Uplink.None());

        // then
        assertGolden(
                name + ".dnsmasq.conf", HostConfigs.dnsmasq(plan, plan.place().partition() + ".plant.internal"));
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
                DhcpConfig.Places.APPLIANCE);
        assertGolden("beside.dhcp.conf", beside.text());
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
