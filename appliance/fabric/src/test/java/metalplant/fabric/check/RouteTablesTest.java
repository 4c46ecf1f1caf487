package metalplant.fabric.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Zones;
import org.junit.jupiter.api.Test;

class RouteTablesTest {
    @Test
    void aVrfKnowsItsOwnItsPeersAndItsProjectInOtherPartitions() {
        assertThat(lines("leaf11", "Vrf1001"))
                .containsExactly(
                        "10.1.0.1/32 ",
                        "10.1.0.2/32 ",
                        "10.1.128.1/32 Vrf1800",
                        "10.2.0.1/32 Vrf1900",
                        "10.2.0.2/32 Vrf1900",
                        "10.9.9.1/32 Vrf1800");
        assertThat(lines("leaf11", "Vrf1002")).containsExactly("10.1.4.1/32 ", "10.2.4.1/32 Vrf1900");
    }

    @Test
    void betweenPartitionsIsWhatOfBothCrosses() {
        assertThat(lines("exit21", "Vrf1900"))
                .containsExactly(
                        "10.1.0.1/32 ", "10.1.0.2/32 ", "10.1.4.1/32 ", "10.2.0.1/32 ", "10.2.0.2/32 ", "10.2.4.1/32 ");
    }

    private static List<String> lines(String name, String vrf) {
        var zone = Zones.two();
        return RouteTables.of(zone, Planner.plan(zone)).getOrDefault(name, List.of()).stream()
                .filter(each -> each.vrf().equals(vrf))
                .flatMap(each -> each.routes().stream())
                .map(each -> each.prefix() + " " + each.source())
                .toList();
    }
}
