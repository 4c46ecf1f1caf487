package metalplant.server.peering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import metalplant.core.store.InMemoryStore;
import metalplant.model.network.Network;
import metalplant.server.http.TestDoor;
import metalplant.testkit.peering.PeeringPlant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeeringHttpTest {
    private static final String PATH = "/v1/peering";
    private static final String BGP =
            "'bgp':{'local':{'as':65000,'cidr':'172.16.0.1/30','port':'Ethernet0@exit01'},'remote':{'as':65001,'cidr':'172.16.0.2/30'}}";
    private static final String LEAF = "{'agent':'a','role':'leaf','asn':4200000001%s}";

    private final PeeringPlant plant = new PeeringPlant(InMemoryStore.repeating());
    private final TestDoor door = new TestDoor(
            new PeeringHttp(plant.peerings, plant.reports), new SwitchFabricHttp(plant.models, plant.reports));
    private final Network blue = plant.network("blue", "p1");
    private final Network storage = plant.network("red", "p1", true, Map.of());

    @BeforeEach
    void anExitThatHasTold() {
        var told = door.post(
                "/v1/switch/exit01/fabric",
                "{'agent':'e','role':'exit','asn':4200000090,'uplinks':['Ethernet12'],'cables':[{'name':'c','address':'172.20.8.0','exit':'exit11','neighbour':'172.20.8.1'}]}");
        assertThat(told.status()).as(told.message()).isEqualTo(200);
        var made = door.put(PATH, "{'id':'pair','network1':'%s','network2':'%s'}".formatted(blue.id(), storage.id()));
        assertThat(made.status()).as(made.message()).isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(door.table()).isEqualTo("""
                GET /v1/peering listPeerings VIEW
                POST /v1/peering updatePeering EDIT
                PUT /v1/peering createPeering EDIT
                POST /v1/peering/find findPeerings VIEW
                GET /v1/peering/findings listFabricFindings VIEW
                DELETE /v1/peering/{id} deletePeering EDIT
                GET /v1/peering/{id} findPeering VIEW
                GET /v1/switch/{id}/fabric findSwitchFabric EDIT
                POST /v1/switch/{id}/fabric reportSwitchFabric EDIT""");
    }

    @Test
    void aPeeringIsShownAsTheProposalWritesIt() {
        var made = door.put(PATH, "{'id':'to-isp','network1':'internet','peeringType':'external',%s}".formatted(BGP));
        assertThat(made.status()).as(made.message()).isEqualTo(201);

        var shown = door.get(PATH + "/to-isp").body();

        assertThat(shown).isEqualTo(made.body());
        assertThat(shown.path("peeringType").asText()).isEqualTo("external");
        assertThat(shown.path("bgp").toString())
                .isEqualTo(
                        "{\"local\":{\"as\":65000,\"cidr\":\"172.16.0.1/30\",\"port\":\"Ethernet0@exit01\"},\"remote\":{\"as\":65001,\"cidr\":\"172.16.0.2/30\"}}");
        assertThat(shown.path("partitionid").asText()).isEqualTo("p1");
        assertThat(shown.path("status").path("state").asText()).isEqualTo("planned");
        assertThat(door.get(PATH + "/pair").body().has("bgp")).isFalse();
        assertThat(ids(door.get(PATH).body())).containsExactly("pair", "to-isp");
        assertThat(ids(door.post(PATH + "/find", "{'network':'internet'}").body()))
                .containsExactly("to-isp");
        assertThat(door.delete(PATH + "/pair").status()).isEqualTo(200);
        assertThat(door.get(PATH + "/pair").status()).isEqualTo(404);
    }

    private static List<String> ids(JsonNode list) {
        var found = new ArrayList<String>();
        list.forEach(each -> found.add(each.path("id").asText()));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 400; network1 must be given",
                "{'network1':'BLUE'}; 400; network2 must be given",
                "{'network1':'BLUE','network2':'internet','peeringType':'odd'}; 400; must be local or external",
                "{'network1':'BLUE','network2':'internet','peeringType':'external'}; 400; needs bgp.local",
                "{'network1':'BLUE','bgp':{}}; 400; a local and a remote end",
                "{'network1':'BLUE','bgp':{'local':{},'remote':{}}}; 400; bgp.local.as must be given",
                "{'network1':'BLUE','network2':'internet','peeringType':'local',BGP}; 422; rule local-bgp",
                "{'id':'a b','network1':'BLUE','network2':'internet'}; 400; id must have",
                "{'id':'auto-1','network1':'BLUE','network2':'internet'}; 400; begin with",
                "{'id':'pair','network1':'BLUE','network2':'internet'}; 409; already exists",
                "{'network1':'BLUE','network2':'nobody'}; 404; no network with id",
                "{'network1':'BLUE','network2':'internet','partitionid':'p2'}; 422; rule same-partition",
                "{'network1':'STORAGE','network2':'BLUE'}; 422; rule peering-once",
                "{'network1':'BLUE','network2':'super1'}; 422; rule not-super",
                "{'network1':'BLUE',BGP,'network2':'internet'}; 422; rule transitive",
                "[]; 400; ''"
            })
    void whatCannotBeIsRefusedWithTheReason(String body, int status, String message) {
        var reply = door.put(
                PATH,
                body.replace("BLUE", blue.id()).replace("STORAGE", storage.id()).replace("BGP", BGP));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.get(PATH).body()).hasSize(1);
    }

    @Test
    void wordsAreChangedAndNetworksAreNot() {
        var changed = door.post(PATH, "{'id':'pair','name':'n','labels':{'a':'b'}}");
        assertThat(changed.body().path("labels").toString()).isEqualTo("{\"a\":\"b\"}");

        assertThat(door.post(PATH, "{'id':'pair','network2':'internet'}").message())
                .contains("rule immutable");
        assertThat(door.post(PATH, "{'id':'none'}").status()).isEqualTo(404);
    }

    @Test
    void aSwitchIsToldAllThatItHasToKnow() {
        plant.member("leaf01", blue);

        var model = door.get("/v1/switch/leaf01/fabric").body();

        assertThat(model.path("version").asText()).hasSize(32);
        assertThat(model.path("partitions").get(0).toString())
                .isEqualTo(
                        "{\"id\":\"p1\",\"number\":1,\"zoneid\":\"zone\",\"dci\":16777215,\"supers\":[\"10.1.0.0/16\"],\"announceable\":[\"10.240.0.0/16\"],\"exits\":[{\"switchid\":\"exit01\",\"asn\":4200000090}]}");
        assertThat(model.path("networks").toString()).contains(blue.id(), "\"kind\":\"shared\"");
        assertThat(model.path("peerings").get(0).path("revision").asText()).isEqualTo("1.1.1");
        // The other end of the cable is nobody that this plant knows.
        assertThat(model.path("cables")).isEmpty();
        assertThat(model.path("refused")).hasSize(1);
        assertThat(model.path("refused").get(0).path("subject").asText()).isEqualTo("cable c");
        assertThat(model.path("refused").get(0).path("rule").asText()).isEqualTo("cable-exit");
        assertThat(door.get("/v1/switch/nobody/fabric").status()).isEqualTo(404);
    }

    @Test
    void aSwitchTellsWhatItHasAndIsToldTheNewestVersion() {
        plant.member("leaf01", blue);
        var told = LEAF.formatted(
                ",'peerings':[{'id':'pair','revision':'1.1.1','state':'verified'},{'id':'gone','revision':'1','state':'applied'}],"
                        + "'findings':[{'rule':'R1','vrf':'Vrf1','prefix':'10.0.0.0/8','message':'m'}]");

        var reply = door.post("/v1/switch/leaf01/fabric", told);

        assertThat(reply.body().path("version"))
                .isEqualTo(door.get("/v1/switch/leaf01/fabric").body().path("version"));
        assertThat(door.get(PATH + "/pair").body().path("status").path("state").asText())
                .isEqualTo("verified");
        var finding = door.get(PATH + "/findings").body().get(0);
        assertThat(finding.path("switchid").asText()).isEqualTo("leaf01");
        assertThat(finding.path("rule").asText()).isEqualTo("R1");
        assertThat(finding.path("quarantined").asBoolean()).isFalse();
        assertThat(reply.body().has("turn")).isFalse();
    }

    @Test
    void aSwitchThatAsksIsToldWhetherItIsItsTurn() {
        var asks = LEAF.formatted(",'turn':'waiting'");
        assertThat(door.post("/v1/switch/leaf01/fabric", asks)
                        .body()
                        .path("turn")
                        .toString())
                .isEqualTo("{\"granted\":true,\"message\":\"\"}");

        var other = door.post("/v1/switch/leaf02/fabric", asks).body().path("turn");

        assertThat(other.path("granted").asBoolean()).isFalse();
        assertThat(other.path("message").asText()).startsWith("leaf01 is being changed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'role':'spine'; 400; leaf or exit",
                "'agent':''; 400; agent must be given",
                "'asn':0; 400; asn must be",
                "'asn':'x'; 400; ''",
                "'uplinks':['Ethernet7']; 400; uplinks must be ports",
                "'peerings':[{'id':'pair','revision':'1','state':'odd'}]; 400; the state of a peering",
                "'findings':[{'rule':'R9'}]; 400; R1 to R8",
                "'findings':[{'rule':'R1','vrf':'default'}]; 400; a name as Vrf1001",
                "'findings':[{'rule':'R1','prefix':'x'}]; 400; the prefix of a finding",
                "'cables':[{'name':'c','exit':'e','address':'x','neighbour':'y'}]; 400; is not an IP address",
                "'turn':'changing'; 400; turn is waiting",
                "'turn':'perhaps'; 400; turn is waiting",
                "'agent':'other'; 409; rule one-agent"
            })
    void aReportThatNoAgentCanMeanIsRefused(String fields, int status, String message) {
        door.post("/v1/switch/leaf01/fabric", LEAF.formatted(""));

        var reply = door.post("/v1/switch/leaf01/fabric", LEAF.formatted("," + fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.post("/v1/switch/nobody/fabric", LEAF.formatted("")).status())
                .isEqualTo(404);
    }
}
