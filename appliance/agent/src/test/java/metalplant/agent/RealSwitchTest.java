package metalplant.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import metalplant.agent.api.MetalApi;
import metalplant.agent.host.RealSwitch;
import metalplant.agent.host.SwitchHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent on a real FRR and a real Redis. No SONiC: what its daemons make of CONFIG_DB nobody makes here. */
class RealSwitchTest {
    @TempDir
    private Path folder;

    private final PretendPlant plant = new PretendPlant();
    private final TestWorld world = new TestWorld();

    @Test
    void frrAndConfigDbBecomeWhatThePlantSays() throws IOException {
        try (plant;
                var router = new RealRouter(folder)) {
            base(router);
            var config = router.config(plant.address());
            var real = new RealSwitch(config);
            try (var metrics = new Metrics(0);
                    var agent = new Agent(
                            world,
                            config,
                            new MetalApi(world, config.api(), "secret", Duration.ofSeconds(5)),
                            RealRouter.withVnis(real, () -> {}),
                            metrics,
                            "test",
                            Duration.ofSeconds(5))) {
                assertThat(agent.register()).isTrue();
                agent.look();
                assertThat(plant.notices.getLast().path("error").asText("")).isEmpty();
                assertThat(agent.findings()).isEmpty();
                assertThat(imports(real)).isEqualTo("[\"Vrf1800\"]");
                assertThat(difference(router)).isEmpty();
                assertThat(real.database().rows().byKey())
                        .containsKeys("VRF|Vrf1800", "VXLAN_TUNNEL_MAP|vtep|map_1001_Vlan1001", "INTERFACE|Ethernet0")
                        .containsKeys("VRF|VrfOperator", "VLAN|Vlan4000");

                plant.fabric = Optional.of(Texts.fabric("v2", false));
                agent.look();
                assertThat(plant.notices.getLast().path("error").asText("")).isEmpty();
                assertThat(imports(real)).isEqualTo("\"none\"");
                assertThat(difference(router)).isEmpty();
                assertThat(real.database().rows().byKey())
                        .doesNotContainKey("VRF|Vrf1800")
                        .containsKey("VRF|VrfOperator");
            }
            assertThatThrownBy(() -> real.dryRun("router bgp 1\n neighbour x remote-as 2\n"))
                    .hasMessageContaining("vtysh does not take the configuration")
                    .hasMessageContaining("neighbour x");
            router.configDb("hset DEVICE_METADATA|localhost docker_routing_config_mode unified");
            assertThatThrownBy(real::database).hasMessageContaining("set it to split-unified");
        }
    }

    static void base(RealRouter router) {
        router.configDb(
                "hset DEVICE_METADATA|localhost docker_routing_config_mode split-unified",
                "hset VXLAN_TUNNEL|vtep src_ip 10.0.1.1",
                "hset VXLAN_EVPN_NVO|nvo source_vtep vtep",
                "hset VLAN|Vlan4000 vlanid 4000",
                "hset VRF|VrfOperator vni 77");
        Texts.PORTS.forEach(each -> router.configDb("hset PORT|%s admin_status up".formatted(each)));
    }

    static String imports(SwitchHost host) {
        return host.show("show bgp vrf Vrf1001 ipv4 unicast route-leak json")
                .path("importFromVrfs")
                .toString();
    }

    /** What FRR would have to change to be its file; a name of the machine is the machine's. */
    private String difference(RealRouter router) {
        var words = (router.reload("--test") + " " + folder.resolve("frr.conf")).split(" ");
        return router.run(words)
                .lines()
                .filter(line -> !line.isBlank()
                        && !line.startsWith("Lines To")
                        && !line.startsWith("===")
                        && !line.contains("hostname"))
                .toList()
                .toString()
                .replace("[]", "");
    }
}
