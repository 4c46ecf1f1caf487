package metalplant.fabric.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import metalplant.fabric.GoldenFiles;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zones;
import metalplant.model.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrrTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"leaf11", "leaf12", "exit11"})
    void aSwitchIsWrittenAsTheGoldenFileHasIt(String name) {
        golden(name + ".conf", texts().getOrDefault(name, ""));
    }

    @ParameterizedTest
    @EnumSource(
            value = Proposal.class,
            names = {"EXITS_JOIN", "EQUAL_VNIS"})
    void byTheOtherProposalsLeavesKnowNothingOfItAndExitsCarryNetworks(Proposal proposal) {
        var texts = texts(Zones.two(proposal));
        golden("exit11-%s.conf".formatted(proposal.word()), texts.getOrDefault("exit11", ""));
        var leaf = texts.getOrDefault("leaf11", "");
        golden("leaf11-%s.conf".formatted(proposal.word()), leaf);
        assertThat(leaf).doesNotContain("Vrf1900", "FROM-DCI permit 10");
    }

    @Test
    void theSameZoneGivesTheSameText() {
        assertThat(texts()).hasSize(8).isEqualTo(texts());
    }

    private static Map<String, String> texts() {
        return texts(Zones.two());
    }

    private static Map<String, String> texts(Zone zone) {
        return Planner.plan(zone).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> FrrText.of(each.getValue())));
    }

    @Test
    void whatFrrWouldTakeWithoutAWordAndGetWrongIsNotWritten() {
        var open = new VrfPolicy(
                "Vrf1",
                OptionalInt.of(1),
                Optional.empty(),
                List.of("Vrf2"),
                Optional.of("LEAK-1"),
                Optional.of(new VrfPolicy.Advertisement(Optional.empty())),
                List.of());
        var policy = new SwitchPolicy("leaf", 1, List.of(), List.of(), List.of(), List.of(open));
        assertThat(policy.mistakes())
                .containsExactly(
                        "leaf: route map LEAK-1 is used and not there",
                        "leaf: VRF Vrf2 is used and not there",
                        "leaf: export of Vrf1 has no route map");
        assertThatThrownBy(() -> FrrText.of(policy)).hasMessageContaining("LEAK-1");
    }

    @Test
    void aCableCarriesBothFamiliesWhicheverItsAddressesAre() {
        var session = new Session(
                "cable", IpAddress.parse("fd00::1"), 2, Optional.of("DENY-ALL"), Optional.of("DENY-ALL"), 10);
        var vrf = new VrfPolicy(
                "Vrf1",
                OptionalInt.of(1),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(session));
        assertThat(FrrText.of(
                        new SwitchPolicy("exit", 1, List.of(), List.of(), List.of(RouteMap.DENY_ALL), List.of(vrf))))
                .contains(
                        " neighbor fd00::1 capability extended-nexthop\n",
                        " address-family ipv4 unicast\n  neighbor fd00::1 route-map DENY-ALL in\n",
                        " address-family ipv6 unicast\n  neighbor fd00::1 activate\n  neighbor fd00::1 route-map DENY-ALL in\n");
    }

    private static void golden(String name, String text) {
        GoldenFiles.hold("policy/" + name, text);
    }
}
