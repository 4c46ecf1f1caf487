package metalplant.bootstrap.plantd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import metalplant.boot.dhcp.DhcpWatch;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.switches.PlannedSwitches;
import metalplant.bootstrap.switches.SwitchFiles;
import metalplant.plan.DhcpConfig;
import metalplant.plan.PlanReader;
import metalplant.plan.PlanText;
import metalplant.plan.PlantPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootServicesTest {
    private static final String PLACE = "region: eu\nzone: eu-north\npartition: north-1\n";

    private static final Step.Run QUIET = new Step.Run() {
        @Override
        public void point(String name) {}

        @Override
        public void waits(String what) {}
    };

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
    void controllersAreGivenAddressesUnlessThePlanThatWasAcceptedIsOlder() throws Exception {
        // given
        var box = box();
        var of = box.box();
        var services = new BootServices(of);
        Files.createDirectories(box.host.firstBoot());
        var dnsmasq = box.host.given("dhcp").resolve("dnsmasq.conf");

        // when the plan was accepted by this version
        Files.writeString(box.host.acceptedPlan(), PlanText.of(plan(OneLeaf.NETWORKS)));
        services.ensure(QUIET);

        // then
        assertThat(Files.readString(dnsmasq)).contains("set:management,172.16.0.128,172.16.0.254,255.255.255.0,96h\n");
        assertThat(Files.readString(box.host.environment("plant-boot"))).contains("PLANT_BOOT_MANAGEMENT=172.16.0.1\n");

        // and when it was accepted by an earlier one, from the same file that is still on the stick
        Files.writeString(box.host.acceptedPlan(), PLACE + OneLeaf.NETWORKS);
        Files.createDirectories(box.host.media());
        Files.writeString(box.host.offeredPlan(), PLACE + OneLeaf.NETWORKS);
        new PlanSource(of, Duration.ZERO).accept(QUIET);
        services.ensure(QUIET);
        assertThat(of.warnings().all()).isEmpty();
        assertThat(Files.readString(dnsmasq)).doesNotContain("set:management");
        assertThat(Files.readString(box.host.environment("plant-boot"))).doesNotContain("MANAGEMENT");
    }

    @Test
    void switchesOfTheStickAreServedAndChangesOfThemFollowed() throws Exception {
        // given
        var box = box();
        var of = box.box();
        Files.createDirectories(box.host.firstBoot());
        Files.createDirectories(box.host.plant().secrets());
        Files.writeString(box.host.acceptedPlan(), PLACE + OneLeaf.NETWORKS);
        Files.createDirectories(box.host.media());
        Files.writeString(
                box.host.media().resolve("switches.yaml"), OneLeaf.SWITCHES.replace("[Ethernet0]", "[Ethernet1]"));
        var services = new BootServices(of);
        var dnsmasq = box.host.given("dhcp").resolve("dnsmasq.conf");

        // when it is wrong, it is told
        services.ensure(QUIET);
        assertThat(of.warnings().all())
                .singleElement()
                .asString()
                .contains("switches.yaml on the stick is not accepted", "line 13", "there is no port Ethernet1");
        assertThat(Files.readString(dnsmasq)).doesNotContain("dhcp-host=80");

        // when it is right, it is taken
        Files.writeString(box.host.media().resolve("switches.yaml"), OneLeaf.SWITCHES);
        services.ensure(QUIET);
        assertThat(of.warnings().all()).isEmpty();
        assertThat(Files.readString(dnsmasq))
                .contains("dhcp-host=80:a2:35:00:00:01,id:*,set:switch,172.16.0.11,leaf01,infinite\n");
        assertThat(Files.readString(box.host.environment("plant-boot")))
                .contains("PLANT_BOOT_SWITCHES_ADDRESS=172.16.0.1/24\n");
        assertThat(Files.readString(box.host.given("plant-boot").resolve("switches.json")))
                .contains("\"name\":\"leaf01\"")
                .contains("METAL_CORE_METAL_API_BASEPATH=/switch/api/\\n", "METAL_CORE_HMAC_KEY=none\\n");
        var given = box.host.given("plant-boot");
        assertThat(Files.readString(given.resolve("switches.key")))
                .isEqualTo(Files.readString(box.host.plant().secrets().resolve("hmac-switches"))
                                .strip() + "\n");

        // when an earlier release was here, which knew no such key, and gave the whole one
        var edit = Files.readString(box.host.plant().secrets().resolve("hmac-edit"));
        Files.delete(box.host.plant().secrets().resolve("hmac-switches"));
        Files.delete(given.resolve("switches.key"));
        Files.writeString(given.resolve("edit.key"), edit);
        services.ensure(QUIET);
        assertThat(given.resolve("edit.key")).doesNotExist();
        assertThat(Files.readString(given.resolve("switches.key"))).isNotBlank().isNotEqualTo(edit);
        assertThat(Files.readString(box.host.plant().secrets().resolve("hmac-edit")))
                .isEqualTo(edit);

        // when an operator takes another one
        var files = new SwitchFiles(box.host.var().resolve("switches"));
        services.follow();
        PlannedSwitches.of(
                        plan(OneLeaf.NETWORKS),
                        OneLeaf.SWITCHES.replace("leaf01", "leaf07"),
                        PlannedSwitches.numbers(files))
                .accept(files);
        services.follow();
        assertThat(Files.readString(dnsmasq)).contains(",leaf07,infinite\n").doesNotContain("leaf01");
        assertThat(PlannedSwitches.numbers(files).text()).isEqualTo("leaf01 1\nleaf07 2\n");
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
