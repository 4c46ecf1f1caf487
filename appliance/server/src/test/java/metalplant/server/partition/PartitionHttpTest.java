package metalplant.server.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.partition.PartitionCapacity;
import metalplant.core.partition.Partitions;
import metalplant.core.store.InMemoryStore;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionHttpTest {
    private static final String BOOT =
            "'bootconfig':{'imageurl':'http://i','kernelurl':'http://k','commandline':'quiet'}";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final List<String> tried = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private final Partitions partitions =
            new Partitions(InMemoryStore.repeating(), new TopicBus(new InMemoryBus(world), topics), this::check, world);
    private final TestDoor door = new TestDoor(new PartitionHttp(partitions, (_, _, _) -> List.of(capacity())));

    private void check(String url) {
        tried.add(url);
        if (!url.startsWith("http://")) {
            throw Problem.of(ProblemCode.URL_UNREACHABLE, url);
        }
    }

    private PartitionCapacity capacity() {
        var size =
                new PartitionCapacity.SizeCapacity("s1", 5, 2, 2, 1, 1, 2, 2, 1, List.of("m5"), 1, List.of("m4"), 3, 1);
        return new PartitionCapacity(partitions.get("p1"), List.of(size));
    }

    private void create(String id) {
        assertThat(door.put("/v1/partition", "{'id':'%s',%s}".formatted(id, BOOT))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(door.table()).isEqualTo("""
                        GET /v1/partition listPartitions ANY
                        POST /v1/partition updatePartition ADMIN
                        PUT /v1/partition createPartition ADMIN
                        POST /v1/partition/capacity partitionCapacity ANY
                        DELETE /v1/partition/{id} deletePartition ADMIN
                        GET /v1/partition/{id} findPartition ANY""");
    }

    @Test
    void aCreatedPartitionIsShownWithItsDefaultsAndHasATopic() {
        var created = door.put("/v1/partition", "{'id':'p1',%s}".formatted(BOOT));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().toString())
                .contains(
                        "\"labels\":{}",
                        "\"mgmtserviceaddress\":\"\"",
                        "\"name\":\"\"",
                        "\"created\":\"2026-01-01T00:00:00Z\"")
                .doesNotContain("dns_servers", "ntp_servers");
        assertThat(topics).containsExactly("p1-machine");
        assertThat(tried).containsExactly("http://i", "http://k");
        assertThat(door.get("/v1/partition/p1").body()).isEqualTo(created.body());
        assertThat(door.get("/v1/partition").body()).hasSize(1);
    }

    @Test
    void anExistingIdIsAConflictBeforeAnythingElseIsLookedAt() {
        create("p1");
        tried.clear();

        var again = door.put("/v1/partition", "{'id':'p1','dns_servers':[{'ip':'nonsense'}]}");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message()).startsWith("Conflict ");
        assertThat(tried).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':''}",
                "{'id':'p1'}",
                "{'id':'p1','bootconfig':{'imageurl':'http://i'}}",
                "{'id':'p1','bootconfig':{'imageurl':'ftp://i','kernelurl':'http://k'}}",
                "{'id':'with a blank',BOOT}",
                "{'id':'p1',BOOT,'dns_servers':[{'ip':'dns.example'}]}",
                "{'id':'p1',BOOT,'dns_servers':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'},{'ip':'1.1.1.3'},{'ip':'1.1.1.4'}]}",
                "{'id':'p1',BOOT,'ntp_servers':[{'address':'a b'}]}",
                "[]"
            })
    void aWrongPartitionIsABadRequestAndLeavesNothing(String body) {
        assertThat(door.put("/v1/partition", body.replace("BOOT", BOOT)).status())
                .isEqualTo(400);

        assertThat(topics).isEmpty();
        assertThat(partitions.list()).isEmpty();
    }

    @Test
    void aBrokerThatIsAwayRefusesTheCreation() {
        topics.add("away");

        assertThat(door.put("/v1/partition", "{'id':'p1',%s}".formatted(BOOT)).status())
                .isEqualTo(503);

        assertThat(partitions.list()).isEmpty();
    }

    @Test
    void anUpdateLeavesWhatIsNullAndClearsWhatIsEmpty() {
        assertThat(door.put(
                                "/v1/partition",
                                "{'id':'p1','description':'d','labels':{'a':'b'},'dns_servers':[{'ip':'1.1.1.1'}],'ntp_servers':[{'address':'ntp'}],%s}"
                                        .formatted(BOOT))
                        .status())
                .isEqualTo(201);
        tried.clear();

        var unchanged = door.post(
                        "/v1/partition", "{'id':'p1','dns_servers':null,'ntp_servers':null,'bootconfig':null}")
                .body();
        assertThat(unchanged.at("/dns_servers/0/ip").asText()).isEqualTo("1.1.1.1");
        assertThat(unchanged.at("/ntp_servers/0/address").asText()).isEqualTo("ntp");
        assertThat(unchanged.at("/labels/a").asText()).isEqualTo("b");
        assertThat(unchanged.at("/description").asText()).isEqualTo("d");
        assertThat(tried).isEmpty();

        var cleared = door.post(
                        "/v1/partition",
                        "{'id':'p1','dns_servers':[],'ntp_servers':[],'labels':{},'bootconfig':{'kernelurl':'http://k2'}}")
                .body();
        assertThat(cleared.has("dns_servers")).isFalse();
        assertThat(cleared.has("ntp_servers")).isFalse();
        assertThat(cleared.get("labels")).isEmpty();
        assertThat(cleared.at("/bootconfig/kernelurl").asText()).isEqualTo("http://k2");
        assertThat(cleared.at("/bootconfig/imageurl").asText()).isEqualTo("http://i");
        assertThat(tried).containsExactly("http://k2");
    }

    @Test
    void anUpdateOfNothingIsNotFoundAndAWrongOneABadRequest() {
        create("p1");

        assertThat(door.post("/v1/partition", "{'id':'p2','bootconfig':{'imageurl':'ftp://x'}}")
                        .status())
                .isEqualTo(404);
        assertThat(door.post("/v1/partition", "{'id':'p1','bootconfig':{'imageurl':'ftp://x'}}")
                        .status())
                .isEqualTo(400);
        assertThat(door.post("/v1/partition", "{'id':'p1','dns_servers':[{'ip':'x'}]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aDeletedPartitionIsAnsweredAndGone() {
        create("p1");

        assertThat(door.delete("/v1/partition/p1").body().get("id").asText()).isEqualTo("p1");
        assertThat(door.get("/v1/partition/p1").status()).isEqualTo(404);
        assertThat(door.get("/v1/partition/p1").message()).startsWith("NotFound ");
        assertThat(door.delete("/v1/partition/p1").status()).isEqualTo(404);
        assertThat(door.get("/v1/partition").body().isArray()).isTrue();
    }

    @Test
    void theCapacityIsShownWithoutZeros() {
        create("p1");

        var server = door.post("/v1/partition/capacity", "{'id':'p1','projectid':null}")
                .body()
                .at("/0/servers/0");

        assertThat(server.get("total").asInt()).isEqualTo(5);
        assertThat(server.get("remainingreservations").asInt()).isEqualTo(2);
        assertThat(server.get("othermachines").toString()).isEqualTo("[\"m5\"]");
        assertThat(Optional.ofNullable(server.get("nothing"))).isEmpty();
    }
}
