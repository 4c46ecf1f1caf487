package metalplant.agent;

import static metalplant.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.api.SwitchDocument;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.FileCheck;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.engine.SonicPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neighbours outside at an exit, and networks that get out by an external one. */
class ExternalsTest {
    private static final String PORTS = """
            {'nics': [{'name': 'Ethernet0', 'vrf': 'vrf1001', 'filter': {'cidrs': ['10.1.0.0/22', '192.0.2.7/32']}},
              {'name': 'Ethernet8', 'vrf': ''}, {'name': 'Ethernet12', 'vrf': 'default'}, {'name': 'Ethernet120', 'vrf': ''}]}
            """;

    private static final String FABRIC = """
            {'version': 'v1',
             'partitions': [{'id': 'p1', 'number': 1, 'dci': 16000000, 'supers': ['10.1.0.0/16'], 'exits': [{'switchid': 'leaf01', 'asn': 4200000101}]}],
             'networks': [
               {'id': 'x1', 'partition': 1, 'projectid': 'x', 'kind': 'private', 'vrf': 1001, 'prefixes': ['10.1.0.0/22']},
               {'id': 'internet', 'partition': 0, 'projectid': '', 'kind': 'external', 'vrf': 104009, 'prefixes': ['192.0.2.0/24'],
                'destinationprefixes': ['0.0.0.0/0']}],
             'peerings': [
               {'id': 'isp', 'revision': '1.1', 'peeringType': 'external', 'network1': 'internet', 'network2': '',
                'bgp': {'local': {'as': 65000, 'cidr': '172.16.0.1/30', 'port': 'Ethernet8@leaf01'}, 'remote': {'as': 65001, 'cidr': '172.16.0.2'}}},
               {'id': 'other', 'revision': '1.1', 'peeringType': 'external', 'network1': 'internet', 'network2': '',
                'bgp': {'local': {'as': 65000, 'cidr': '172.16.0.5/30', 'port': 'Ethernet0@exit02'}, 'remote': {'as': 65001, 'cidr': '172.16.0.6'}}},
               {'id': 'out', 'revision': '1.1.1', 'peeringType': 'local', 'network1': 'x1', 'network2': 'internet', 'publics': ['192.0.2.7/32']}]}
            """;

    private static final String OF_A_LEAF = FABRIC.replace("leaf01", "exit01");

    @TempDir
    private Path folder;

    private AgentConfig config(String role) {
        return Texts.config(folder, "http://127.0.0.1:1", "ROLE", role);
    }

    private FabricDocument document(String role, String ports, String fabric) {
        var box = config(role).box();
        var switches = SwitchDocument.read(json(ports), box, Texts.PORTS);
        return FabricDocument.read(json(fabric), box, switches);
    }

    private static final String EXIT_PORTS = PORTS.replace("vrf1001", "");

    private Desired desired(String role, String ports) {
        var config = config(role);
        var switches = SwitchDocument.read(json(ports), config.box(), Texts.PORTS);
        return Model.desired(
                config, switches, document(role, ports, role.equals("leaf") ? OF_A_LEAF : FABRIC), Rows.NONE, Set.of());
    }

    @Test
    void anExitSpeaksWithTheNeighbourAtItsPortAndTellsWhetherItIsThere() {
        var desired = desired("exit", EXIT_PORTS);
        var frr = FrrFile.of(desired);
        assertThat(FileCheck.of(frr)).isEmpty();
        assertThat(frr)
                .contains(
                        "vrf Vrf104009\n vni 104009\n",
                        " neighbor 172.16.0.2 remote-as 65001\n neighbor 172.16.0.2 local-as 65000 no-prepend replace-as\n",
                        "  neighbor 172.16.0.2 route-map EXT-IN-Ethernet8 in\n  neighbor 172.16.0.2 route-map EXT-OUT-Ethernet8 out\n",
                        "permit 192.0.2.0/24 le 32\n",
                        "permit 0.0.0.0/0\n")
                .doesNotContain("172.16.0.6");
        assertThat(SonicPlan.of(desired, "vtep").byKey())
                .containsKeys("VRF|Vrf104009", "INTERFACE|Ethernet8|172.16.0.1/30")
                .doesNotContainKey("VLAN_MEMBER|Vlan4000|Ethernet0");

        var document = document("exit", EXIT_PORTS, FABRIC);
        assertThat(state(document, Set.of())).isEqualTo("applied");
        assertThat(state(document, Set.of("172.16.0.2"))).isEqualTo("verified");
        assertThat(document.peerings()).containsOnlyKeys("isp", "out");
    }

    private String state(FabricDocument document, Set<String> established) {
        var report = new Reports(config("exit"), "test")
                .fabric(
                        "a",
                        Optional.of(document),
                        Optional.empty(),
                        List.of(),
                        Set.of(),
                        Agent.Turn.VERIFIED,
                        established);
        return report.path("peerings").path(0).path("state").asText();
    }

    @Test
    void aLeafLetsAProjectOutWithTheAddressesThatItHolds() {
        var frr = FrrFile.of(desired("leaf", PORTS));
        assertThat(FileCheck.of(frr)).isEmpty();
        assertThat(frr)
                .contains(
                        "vrf Vrf104009\n vni 104009\n",
                        "  import vrf route-map LEAK-1001\n  import vrf Vrf104009\n",
                        "  import vrf route-map LEAK-104009\n  import vrf Vrf1001\n",
                        " match ip address prefix-list TO-104009\n set local-preference 80\n",
                        " match ip address prefix-list PUB-104009-1001\n match large-community HERE\n",
                        "  advertise ipv4 unicast route-map ADV-104009\n")
                .containsPattern("ip prefix-list PUB-104009-1001 seq [0-9]+ permit 192.0.2.7/32\n")
                .containsPattern("ip prefix-list TO-104009 seq [0-9]+ permit 0.0.0.0/0\n")
                .doesNotContain("172.16.0.2");
    }

    @Test
    void aProjectThatHoldsNoAddressThereIsNotLetOut() {
        var fabric = OF_A_LEAF.replace("'192.0.2.7/32']}]}", "]}]}");
        var config = config("leaf");
        var switches = SwitchDocument.read(json(PORTS), config.box(), Texts.PORTS);
        var document = FabricDocument.read(json(fabric), config.box(), switches);
        assertThat(FrrFile.of(Model.desired(config, switches, document, Rows.NONE, Set.of())))
                .doesNotContain("import vrf", "104009");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Ethernet8@leaf01; Ethernet120@leaf01; port-uplink: Ethernet120 of leaf01 leads into the fabric",
                "Ethernet8@leaf01; Ethernet12@leaf01; port: peering isp is at Ethernet12, which has a machine",
                "Ethernet8@leaf01; Ethernet999@leaf01; port: peering isp is at Ethernet999, which is not here",
                "Ethernet8@leaf01; Ethernet8; the port of peering isp is none at a switch",
                "172.16.0.1/30; 172.16.0.1/24; cidr-length",
                "172.16.0.1/30; 172.16.0.1; has no length",
                "172.16.0.1/30; 172.16.0.9/30; cidr-ends",
                "172.16.0.1/30; nonsense; cidr cannot be",
                "'as': 65001; 'as': 65000; asn: both ends have AS 65000",
                "'as': 65001; 'as': 23456; asn: 23456 is no AS number",
                "'as': 65001; 'as': -1; as cannot be",
                "Ethernet0@exit02; Ethernet8@leaf01; port-once",
                "192.0.2.7/32; 203.0.113.7/32; publics-inside"
            })
    void aPlantThatWantsWhatMayNotBeIsRefusedByItsRule(String good, String bad, String why) {
        var text = FABRIC.replace(good, bad);
        assertThat(text).isNotEqualTo(FABRIC);
        assertThatThrownBy(() -> document("exit", EXIT_PORTS, text)).hasMessageContaining(why);
    }
}
