package metalplant.fabric.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import metalplant.fabric.engine.Models;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
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

    @Test
    void anExitKnowsWhatANeighbourOutsideMayTell() {
        assertThat(lines(Models.whole().zone(), "exit11", "Vrf1001")).contains("198.51.100.0/22 ", "2001:db8:7::/48 ");
        assertThat(lines(Models.whole().zone(), "leaf11", "Vrf1001")).contains("198.51.100.0/22 ");
    }

    @Test
    void byTheFirstProposalAnExitTakesOneVrfIntoTheOtherAndLeavesLearnIt() {
        assertThat(lines(Proposal.EXITS_JOIN, "exit11", "Vrf1002"))
                .containsExactly("10.1.4.1/32 ", "10.2.4.1/32 Vrf2002");
        assertThat(lines(Proposal.EXITS_JOIN, "exit11", "Vrf2002")).containsExactly("10.2.4.1/32 ");
        assertThat(lines(Proposal.EXITS_JOIN, "leaf11", "Vrf1002")).containsExactly("10.1.4.1/32 ", "10.2.4.1/32 ");
    }

    @Test
    void whereNumbersAreEqualNothingIsTakenFromAnotherVrf() {
        assertThat(lines(Proposal.EQUAL_VNIS, "exit11", "Vrf1002")).containsExactly("10.1.4.1/32 ", "10.2.4.1/32 ");
        assertThat(lines(Proposal.EQUAL_VNIS, "leaf11", "Vrf1002")).containsExactly("10.1.4.1/32 ", "10.2.4.1/32 ");
    }

    private static List<String> lines(Proposal proposal, String name, String vrf) {
        return lines(Zones.two(proposal), name, vrf);
    }

    private static List<String> lines(String name, String vrf) {
        return lines(Zones.two(), name, vrf);
    }

    private static List<String> lines(Zone zone, String name, String vrf) {
        return RouteTables.of(zone, Planner.plan(zone)).getOrDefault(name, List.of()).stream()
                .filter(each -> each.vrf().equals(vrf))
                .flatMap(each -> each.routes().stream())
                .map(each -> each.prefix() + " " + each.source())
                .toList();
    }
}
