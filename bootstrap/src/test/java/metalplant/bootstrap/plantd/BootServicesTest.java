package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import metalplant.boot.dhcp.DhcpWatch;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.plan.DhcpConfig;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootServicesTest {
    private static final String PLACE = "region: eu\nzone: eu-north\npartition: north-1\n";

    @TempDir
    Path folder = Path.of("");

    private static PlantPlan plan(String networks) {
        return ((PlanReader.Result.Good) PlanReader.read(PLACE + networks)).plan();
    }

    private TestBox box() {
        var box = new TestBox(folder, new Ports(20_000));
        PlantPki.open(
                box.host.plant().pki(), new PlantPki.Names("north-1", List.of()), box.world.now(), box.world.now());
        return box;
    }

    @Test
    void bothUnitsAreGivenWhatThePlanSaysAndLookAgainOnlyWhenItChanged() throws Exception {
        var box = box();
        var services = new BootServices(box.box());
        var networks = "networks:\n  pxe:\n    vlan: 4001\n    prefix: 172.16.4.0/22\n";

        assertThat(services.give(plan(networks)))
                .containsOnly(Map.entry(BootServices.DHCP, true), Map.entry(BootServices.BOOT, true));
        assertThat(services.give(plan(networks)))
                .containsOnly(Map.entry(BootServices.DHCP, false), Map.entry(BootServices.BOOT, false));

        assertThat(Files.readString(box.host.given("dhcp").resolve("dnsmasq.conf")))
                .contains("listen-address=172.16.4.1\n", "dhcp-host=" + DhcpWatch.PROBE_MAC + ",ignore\n");
        assertThat(Files.readString(box.host.environment("plant-boot")))
                .contains("PLANT_BOOT_PARTITION=north-1\n", "PLANT_BOOT_ADDRESS=172.16.4.1/22\n")
                .doesNotContain("PLANT_BOOT_DHCP_SERVER");
        assertThat(box.host.given("plant-boot").toFile().list())
                .containsExactlyInAnyOrder("ca.crt", "boot-server.crt", "boot-server.key");

        assertThat(services.give(plan(networks + "    dhcp-server: 172.16.4.3\n")))
                .containsOnly(Map.entry(BootServices.DHCP, true), Map.entry(BootServices.BOOT, true));
        assertThat(Files.readString(box.host.environment("plant-boot")))
                .contains("PLANT_BOOT_DHCP_SERVER=172.16.4.3\n");
    }

    @Test
    void aPlanWithoutANetworkForMachinesGivesNothing() {
        var box = box();
        assertThat(new BootServices(box.box()).give(plan(""))).isEmpty();
        assertThat(box.host.environment("plant-boot")).doesNotExist();
    }

    @Test
    void theCardOfQuestionsIsTheOneThatDnsmasqIgnores() {
        assertThat(DhcpConfig.PROBE_MAC).isEqualTo(DhcpWatch.PROBE_MAC);
    }

    @Test
    void aForeignServerIsInTheStatusUntilItIsGone() throws Exception {
        String[] said = {"""
                {"foreign_dhcp_servers":[{"address":"172.16.4.66","mac":"02:00:00:00:00:66","how":"answered the plant"}]}"""};
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", exchange -> {
            var bytes = said[0].getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            var box = box();
            new BootServices(box.box()).give(plan("networks:\n  pxe:\n    prefix: 172.16.4.0/22\n"));
            var of = box.box();
            var watch = new ForeignDhcp(
                    of,
                    URI.create("http://127.0.0.1:%d/status"
                            .formatted(server.getAddress().getPort())));
            watch.look();
            assertThat(of.warnings().all())
                    .singleElement()
                    .asString()
                    .contains("172.16.4.66 (card 02:00:00:00:00:66, answered the plant)");
            said[0] = "{\"foreign_dhcp_servers\":[]}";
            watch.look();
            assertThat(of.warnings().all()).isEmpty();
        } finally {
            server.stop(0);
        }
    }
}
