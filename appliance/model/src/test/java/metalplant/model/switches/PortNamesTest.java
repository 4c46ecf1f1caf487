package metalplant.model.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortNamesTest {
    @ParameterizedTest
    @CsvSource({
        "swp1, Ethernet0",
        "swp2, Ethernet4",
        "swp31, Ethernet120",
        "swp1s0, Ethernet0",
        "swp1s3, Ethernet3",
        "swp7s2, Ethernet26"
    })
    void cumulusPortsHaveTheLineOfTheirSonicPort(String cumulus, String sonic) {
        assertThat(PortNames.translate(List.of(cumulus), Switch.CUMULUS, Switch.SONIC))
                .isEqualTo(Map.of(cumulus, sonic));
    }

    @Test
    void aSonicPortIsBrokenOutWhenItsNeighboursSaySo() {
        var ports = List.of("Ethernet0", "Ethernet4", "Ethernet5", "Ethernet11");

        assertThat(PortNames.translate(ports, Switch.SONIC, Switch.CUMULUS))
                .isEqualTo(Map.of(
                        "Ethernet0", "swp1", "Ethernet4", "swp2s0", "Ethernet5", "swp2s1", "Ethernet11", "swp3s3"));
    }

    @Test
    void namesOfOneSystemStay() {
        assertThat(PortNames.translate(List.of("anything"), Switch.SONIC, Switch.SONIC))
                .isEqualTo(Map.of("anything", "anything"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"swp0", "swp-1", "eth0", "swp1s", "swp1s-1", "xswp1", "swp99999999999", ""})
    void aNameThatNoCumulusHasIsRefused(String name) {
        assertThatThrownBy(() -> PortNames.translate(List.of(name), Switch.CUMULUS, Switch.SONIC))
                .isInstanceOf(Problem.class);
    }

    @Test
    void anUnknownVendorIsRefused() {
        assertThatThrownBy(() -> PortNames.translate(List.of("Ethernet0"), Switch.SONIC, "Acme"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Acme");
    }
}
