package metalplant.fabric.config;

import static metalplant.fabric.cabling.Cablings.KIND;
import static metalplant.fabric.cabling.Cablings.box;
import static metalplant.fabric.cabling.Cablings.good;
import static metalplant.fabric.cabling.Cablings.plan;
import static org.assertj.core.api.Assertions.assertThat;

import metalplant.fabric.GoldenFiles;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.Cablings;
import metalplant.fabric.config.FabricConfigs.SwitchConfig;
import metalplant.fabric.number.Numbers;
import org.junit.jupiter.api.Test;

class FabricConfigsTest {
    private static SwitchConfig config(Cabling cabling, String name) {
        return FabricConfigs.of(plan(), cabling, Numbers.NONE.assign(cabling)).stream()
                .filter(each -> each.of().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSwitchesOfTheExampleAreAsTheGoldenFilesSay() throws Exception {
        for (var each : FabricConfigs.of(
                plan(),
                good(Cablings.example("switches.yaml")),
                Numbers.NONE.assign(good(Cablings.example("switches.yaml"))))) {
            assertGolden(each);
        }
    }

    @Test
    void aSpineRelaysAndKnowsNoTenant() throws Exception {
        var cabling = good(KIND
                + box(
                        "leaf01",
                        "leaf",
                        1,
                        "rack: r1\nmachines: [Ethernet0]\nplant: [Ethernet16]\nlinks: [Ethernet28 to spine01 Ethernet0]")
                + box("leaf02", "leaf", 2, "rack: r1\nmachines: [Ethernet0]\nlinks: [Ethernet28 to spine01 Ethernet4]")
                + box("spine01", "spine", 3, ""));
        assertGolden(config(cabling, "spine01"));
        assertThat(config(cabling, "spine01").configDb()).doesNotContain("VXLAN", "VLAN");
    }

    @Test
    void onlyOneLeafIsAPlantToo() throws Exception {
        var cabling = good("loopbacks: 10.0.7.0/28\nplant: 3\n" + KIND
                + box(
                        "single",
                        "leaf",
                        1,
                        "rack: r1\nmachines: [Ethernet0-Ethernet12]\nplant: [Ethernet16]\npxe-address: 172.16.4.3/22"));
        assertGolden(config(cabling, "single"));
    }

    @Test
    void withoutAPrefixOfTheInternetAnExitSaysNothingOutside() {
        var without = new metalplant.plan.PlantPlan(
                plan().place(),
                plan().networks(),
                metalplant.plan.PlantPlan.Prefixes.DEFAULT,
                plan().sshKeys(),
                plan().database(),
                plan().timeSources());
        var cabling = good(Cablings.example("switches.yaml"));
        assertThat(FabricConfigs.of(without, cabling, Numbers.NONE.assign(cabling))
                        .getFirst()
                        .frr())
                .contains("ip prefix-list OUTSIDE-OUT seq 5 deny any\n");
    }

    private static void assertGolden(SwitchConfig config) {
        GoldenFiles.hold(config.of().name() + ".config_db.json", config.configDb());
        GoldenFiles.hold(config.of().name() + ".frr.conf", config.frr());
    }
}
