package metalplant.rack.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import metalplant.rack.leaf.DesiredPorts.Judgement;
import org.junit.jupiter.api.Test;

class DesiredPortsTest {
    private static Judgement judge(String nics) throws IOException {
        return DesiredPorts.judge(new ObjectMapper().readTree("{\"nics\":" + nics + "}"), List.of("E0", "E1"));
    }

    private static void refused(String nics, String reason) throws IOException {
        assertThat(judge(nics))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void tenantFirewallAndBootNetworkAreTaken() throws IOException {
        var judgement = judge("""
                [{"name":"E0","vrf":"vrf42","filter":{"cidrs":["10.0.0.0/22","fd00::/64"],"vnis":[]}},
                 {"name":"E1","vrf":"default","filter":{"cidrs":null,"vnis":["42","104009"]}}]""");

        assertThat(judgement)
                .isInstanceOfSatisfying(
                        Judgement.Fine.class,
                        fine -> assertThat(fine.ports().vrfs())
                                .containsEntry("E0", "vrf42")
                                .containsEntry("E1", "default"));
        assertThat(judge("[{\"name\":\"E0\"},{\"name\":\"E1\",\"vrf\":null}]")).isInstanceOf(Judgement.Fine.class);
    }

    @Test
    void whatALeafCouldNotApplyIsRefusedWithTheReason() throws IOException {
        refused("null", "no nics");
        refused("[{\"name\":\"E0\"}]", "E1 is missing");
        refused("[{\"name\":\"E0\"},{\"name\":\"E0\"}]", "twice");
        refused("[{\"name\":\"swp1\"}]", "unknown");
        for (String vrf : List.of("red", "vrf0", "vrf-1", "vrf16777216", "Vrf42", "vrf99999999")) {
            refused("[{\"name\":\"E0\",\"vrf\":\"" + vrf + "\"},{\"name\":\"E1\"}]", vrf);
        }
        refused("[{\"name\":\"E0\",\"filter\":{\"cidrs\":[\"10.0.0.0/33\"]}},{\"name\":\"E1\"}]", "10.0.0.0/33");
        refused("[{\"name\":\"E0\",\"filter\":{\"vnis\":[\"x\"]}},{\"name\":\"E1\"}]", "VNI");
    }

    @Test
    void twoFiltersForOneTenantAreRefused() throws IOException {
        refused("""
                [{"name":"E0","vrf":"vrf42","filter":{"cidrs":["10.0.0.0/22"]}},
                 {"name":"E1","vrf":"vrf42","filter":{"cidrs":["10.0.4.0/22"]}}]""", "unlike");
    }

    @Test
    void cidrsOfBothFamiliesAreToldFromNonsense() {
        for (String good : List.of("0.0.0.0/0", "255.255.255.255/32", "::/0", "2001:db8::1/128")) {
            assertThat(DesiredPorts.isCidr(good)).as(good).isTrue();
        }
        for (String bad : List.of("", "/", "10.0.0.0", "10.0.0/8", "256.0.0.0/8", "10.0.0.0/x", "::/129", "a/8")) {
            assertThat(DesiredPorts.isCidr(bad)).as(bad).isFalse();
        }
    }
}
