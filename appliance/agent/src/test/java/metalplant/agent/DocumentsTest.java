package metalplant.agent;

import static metalplant.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import metalplant.agent.api.FabricDocument;
import metalplant.agent.api.SwitchDocument;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Port;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.zone.Proposal;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
    @TempDir
    private Path folder;

    private AgentConfig config() {
        return Texts.config(folder, "http://127.0.0.1:1");
    }

    private SwitchDocument switches() {
        return SwitchDocument.read(json(Texts.SWITCH), config().box(), Texts.PORTS);
    }

    @Test
    void metalCoresVariablesAreTaken() {
        var config = config();
        assertThat(config.api()).isEqualTo("http://127.0.0.1:1/metal");
        assertThat(Texts.config(folder, "http://127.0.0.1:1", "METAL_API_BASEPATH", "/")
                        .api())
                .isEqualTo("http://127.0.0.1:1");
        assertThat(config.box().links()).containsExactly("Ethernet120");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void everythingThatIsWrongWithVariablesIsSaidAtOnce() {
        assertThatThrownBy(() -> AgentConfig.read(
                        Map.of(
                                "METAL_CORE_ASN", "0",
                                "METAL_CORE_PXE_VLAN_ID", "1500",
                                "METAL_CORE_FRR_TPL_FILE", "/my.tpl",
                                "METAL_CORE_GRPC_ADDRESS", "plant:50051"),
                        "leaf01"))
                .hasMessageContaining("METAL_CORE_ASN cannot be \"0\"")
                .hasMessageContaining("METAL_CORE_PXE_VLAN_ID cannot be \"1500\"")
                .hasMessageContaining("METAL_CORE_FRR_TPL_FILE is not supported")
                .hasMessageContaining("METAL_CORE_LOOPBACK_IP is needed")
                .hasMessageContaining("METAL_CORE_GRPC_CA_CERT_FILE is needed");
    }

    @Test
    void portsAreWhatThePlantSays() {
        assertThat(switches().ports())
                .contains(
                        new Port("Ethernet0", new Use.Member(1001), true),
                        new Port("Ethernet8", new Use.Booting(), true),
                        new Port("Ethernet12", new Use.Booting(), false))
                .hasSize(4);
        assertThat(switches().filters()).containsKeys(1001, 1002);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'Ethernet4'; 'Ethernet0'; names the port Ethernet0 twice",
                "'Ethernet4'; 'Ethernet999'; which is not here",
                "vrf1002; Vrf; wants the VRF",
                "vrf1002; vrf0; wants the VRF",
                "vrf1002; vrf1002 exit; wants the VRF",
                "10.1.4.0/22; 10.1.4.0/33; which is no prefix",
                "10.1.4.0/22; 0.0.0.0/0 le 32; which is no prefix"
            })
    void aPlantThatSpeaksNonsenseIsRefusedWhole(String good, String bad, String why) {
        var text = Texts.SWITCH.replace(good, bad);
        assertThat(text).isNotEqualTo(Texts.SWITCH);
        assertThatThrownBy(() -> SwitchDocument.read(json(text), config().box(), Texts.PORTS))
                .hasMessageContaining(why);
    }

    @Test
    void withAStockPlantEveryVrfIsForItself() {
        var document = FabricDocument.none(config().box(), switches());
        var frr = FrrFile.of(Model.desired(config(), switches(), document, Rows.NONE, java.util.Set.of()));
        assertThat(frr)
                .contains(" neighbor Ethernet0 interface peer-group MACHINE\n", "vrf Vrf1002\n vni 1002\n")
                .doesNotContain("import vrf");
    }

    @Test
    void aPeeringIsTakenOverAndAnAddressOfTheInternetGoesToNoPeer() {
        var document = FabricDocument.read(json(Texts.fabric("v1", true)), config().box(), switches());
        assertThat(document.zone().network("x1").orElseThrow().further()).containsExactly(Cidr.parse("203.0.113.7/32"));
        var frr = FrrFile.of(Model.desired(config(), switches(), document, Rows.NONE, java.util.Set.of()));
        assertThat(frr).contains("  import vrf route-map LEAK-1001\n  import vrf Vrf1800\n");
        var closed = Model.desired(config(), switches(), document, Rows.NONE, java.util.Set.of("Vrf1001"));
        assertThat(FrrFile.of(closed)).contains("route-map LEAK-1001 deny 10\n").doesNotContain("LEAK-1001 permit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'projectid': 'y', 'kind': 'private', 'vrf': 1002; 'projectid': 'y', 'kind': 'private', 'vrf': 1001; vrf-once",
                "'network2': 'storage'; 'network2': 'y1'; same-project",
                "10.1.128.0/22; 10.1.0.0/16; disjoint",
                "'vrf': 1800; 'vrf': -1; vrf cannot be -1",
                "'vrf': 1800; 'vrf': 'x'; vrf cannot be"
            })
    void aModelThatWouldLeakIsNotBelieved(String good, String bad, String why) {
        var text = Texts.fabric("v1", true).replace(good, bad);
        assertThat(text).isNotEqualTo(Texts.fabric("v1", true));
        assertThatThrownBy(() -> FabricDocument.read(json(text), config().box(), switches()))
                .hasMessageContaining(why);
    }

    @Test
    void aPartitionOfAnotherPlantIsOneAsAnyOther() {
        var text = Texts.fabric("v1", false)
                .replace(
                        "'exits': []}]",
                        "'exits': []}, {'id': 'muc-1', 'plant': 'muc', 'number': 257, 'dci': 16000000, 'supers': ['10.2.0.0/16'], 'exits': [{'switchid': 'muc-1/exit01', 'asn': 4200004098}]}]")
                .replace(
                        "'networks': [",
                        "'networks': [{'id': 'muc-1/x2', 'partition': 257, 'projectid': 'x', 'kind': 'private', 'vrf': 2001, 'prefixes': ['10.2.0.0/22'], 'announced': []},");
        var document = FabricDocument.read(json(text), config().box(), switches());
        var frr = FrrFile.of(Model.desired(config(), switches(), document, Rows.NONE, java.util.Set.of()));

        assertThat(document.zone().ofExit("muc-1/exit01").orElseThrow().number())
                .isEqualTo(257);
        assertThat(frr)
                .containsPattern("ip prefix-list FAR-1001 seq [0-9]+ permit 10.2.0.0/22 le 32\n")
                .contains("  import vrf Vrf16000000\n");
    }

    @Test
    void aModelSaysByWhichProposalProjectsCrossPartitions() {
        assertThat(FabricDocument.read(json(Texts.fabric("v1", false)), config().box(), switches())
                        .zone()
                        .proposal())
                .isEqualTo(Proposal.LEAVES_LEAK);
        var text = Texts.fabric("v1", false).replace("'members': []", "'proposal': '%s', 'members': []");
        assertThat(FabricDocument.read(json(text.formatted("2b")), config().box(), switches())
                        .zone()
                        .proposal())
                .isEqualTo(Proposal.EQUAL_VNIS);
        assertThatThrownBy(() -> FabricDocument.read(json(text.formatted("4")), config().box(), switches()))
                .hasMessageContaining("this agent knows 1, 2b and 3");
    }

    /** In a second partition there is one more network of the project. */
    private static String crossing(String announceable, boolean stays) {
        return Texts.fabric("v1", false)
                .replace("'exits': []}]", """
                        'announceable': [%s], 'exits': []},
                        {'id': 'p2', 'number': 2, 'dci': 16000000, 'supers': ['10.2.0.0/16'], 'exits': []}]
                        """.formatted(announceable))
                .replace("'announced': []}", """
                        'announced': ['10.240.0.0/20'], 'stays': %s},
                        {'id': 'x2', 'partition': 2, 'projectid': 'x', 'kind': 'private', 'vrf': 1003, 'prefixes': ['10.2.0.0/22']}
                        """.formatted(stays));
    }

    private FabricDocument fabric(String text) {
        return FabricDocument.read(json(text), config().box(), switches());
    }

    @Test
    void podsCrossPartitionsWhereThePlantAllowsIt() {
        var network =
                fabric(crossing("'10.240.0.0/12'", false)).zone().network("x1").orElseThrow();
        assertThat(network.pods()).containsExactly(Cidr.parse("10.240.0.0/20"));
        assertThatThrownBy(() -> fabric(crossing("", false))).hasMessageContaining("announced-allowed");
    }

    @Test
    void aNetworkThatStaysHasNoSiblings() {
        var zone = fabric(crossing("", true)).zone();
        assertThat(zone.siblings(zone.network("x1").orElseThrow())).isEmpty();
    }

    @Test
    void machinesWithAnInstalledSystemPhoneHome() {
        var id = "9ad1a4f2-2f7c-4d3b-9a0c-6b7a51d5b1c3";
        var request = PhoneHome.request(List.of(
                new metalplant.agent.host.SwitchHost.Neighbour("Ethernet0", id, "provisioned since 2026-11-01"),
                new metalplant.agent.host.SwitchHost.Neighbour("Ethernet4", "not-an-id", "provisioned"),
                new metalplant.agent.host.SwitchHost.Neighbour(
                        "Ethernet8", "1ad1a4f2-2f7c-4d3b-9a0c-6b7a51d5b1c3", "metal-hammer")));
        assertThat(request.getEventsMap().keySet()).containsExactly(id);
        assertThat(request.getEventsOrThrow(id).getEvent()).isEqualTo("Phoned Home");
    }
}
