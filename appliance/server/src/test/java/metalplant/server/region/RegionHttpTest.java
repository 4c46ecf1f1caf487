package metalplant.server.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.partition.Partitions;
import metalplant.core.peering.ZoneFabrics;
import metalplant.core.region.Regions;
import metalplant.core.region.ZoneUse;
import metalplant.core.region.Zones;
import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.server.partition.PartitionHttp;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionHttpTest {
    private static final String BOOT = "'bootconfig':{'imageurl':'http://i','kernelurl':'http://k'}";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor places = new TestDoor(
            new RegionHttp(new Regions(store, world)),
            new ZoneHttp(new Zones(store, world), LateZoneLinks.none("north"), new ZoneFabrics(store, () -> 0)));
    private final TestDoor partitions = new TestDoor(
            new PartitionHttp(new Partitions(store, new InMemoryBus(world), _ -> {}, world), (_, _, _) -> List.of()));

    @BeforeEach
    void prepare() {
        assertThat(places.put("/v1/region", "{'id':'eu','name':'Europe','labels':{'a':'b'}}")
                        .status())
                .isEqualTo(201);
        assertThat(places.put("/v1/zone", "{'id':'fra','regionid':'eu'}").status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(places.table()).isEqualTo("""
                        GET /v1/region listRegions ANY
                        POST /v1/region updateRegion ADMIN
                        PUT /v1/region createRegion ADMIN
                        DELETE /v1/region/{id} deleteRegion ADMIN
                        GET /v1/region/{id} findRegion ANY
                        GET /v1/zone listZones ANY
                        POST /v1/zone updateZone ADMIN
                        PUT /v1/zone createZone ADMIN
                        POST /v1/zone/check checkZones VIEW
                        GET /v1/zone/proposals proposeZones ANY
                        DELETE /v1/zone/{id} deleteZone ADMIN
                        GET /v1/zone/{id} findZone ANY""");
    }

    @Test
    void whatWasCreatedIsShownAndListed() {
        var region = places.get("/v1/region/eu").body();
        assertThat(region.toString()).contains("\"name\":\"Europe\"", "\"labels\":{\"a\":\"b\"}");
        assertThat(places.get("/v1/region").body()).hasSize(1);
        assertThat(places.get("/v1/zone/fra").body().toString())
                .contains("\"regionid\":\"eu\"", "\"labels\":{}", "\"name\":\"\"");
        assertThat(places.get("/v1/zone").body()).hasSize(1);
    }

    @Test
    void placesHaveCoordinatesMembersAndDistances() {
        places.put("/v1/zone", "{'id':'muc','regionid':'eu','coordinates':{'latitude':48.14,'longitude':11.58}}");
        places.post("/v1/zone", "{'id':'fra','coordinates':{'latitude':50.11,'longitude':8.68}}");
        partitions.put("/v1/partition", "{'id':'p1','zoneid':'fra'," + BOOT + "}");

        var fra = places.post("/v1/zone", "{'id':'fra','labels':{'a':'b'}}").body();
        assertThat(fra.toString())
                .contains("\"labels\":{\"a\":\"b\"}", "\"coordinates\":{\"latitude\":50.11,\"longitude\":8.68}")
                .contains("\"members\":[{\"partitionid\":\"p1\",\"plant\":\"north\"}]")
                .contains("\"zoneid\":\"muc\"");
        assertThat(fra.path("distances").path(0).path("kilometres").asDouble()).isBetween(300.0, 308.0);
        assertThat(places.get("/v1/region/eu").body().path("zones").toString()).isEqualTo("[\"fra\",\"muc\"]");
        assertThat(places.post("/v1/zone", "{'id':'fra','coordinates':{'latitude':91,'longitude':8.68}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void partitionsSayWithWhichLabelsTheirNodesComeUp() {
        partitions.put("/v1/partition", "{'id':'p1','zoneid':'fra'," + BOOT + "}");
        partitions.put("/v1/partition", "{'id':'p2'," + BOOT + "}");

        assertThat(partitions.get("/v1/partition/p1").body().path("topology").toString())
                .isEqualTo("{\"topology.kubernetes.io/region\":\"eu\",\"topology.kubernetes.io/zone\":\"fra\"}");
        assertThat(partitions.get("/v1/partition/p2").body().has("topology")).isFalse();
        assertThat(partitions.get("/v1/partition").body().path(0).has("topology"))
                .isTrue();
    }

    @Test
    void namesAreProposalsForPartitionsInNoZone() {
        partitions.put("/v1/partition", "{'id':'eu_eqx_01'," + BOOT + "}");
        partitions.put("/v1/partition", "{'id':'eu_eqx_02','zoneid':'fra'," + BOOT + "}");
        partitions.put("/v1/partition", "{'id':'other'," + BOOT + "}");

        assertThat(places.get("/v1/zone/proposals").body().toString())
                .isEqualTo(
                        "[{\"partitionid\":\"eu_eqx_01\",\"regionid\":\"eu\",\"zoneid\":\"eu-eqx\",\"regionexists\":true,\"zoneexists\":false}]");
        assertThat(places.put("/v1/zone", "{'id':'check','regionid':'eu'}").status())
                .isEqualTo(400);
    }

    @Test
    void aZoneInWhichAnotherPlantHasAPartitionStays() {
        var used = new Zones(store, world, _ -> List.of(new ZoneUse.Member("muc_1", "south")));

        assertThatThrownBy(() -> used.delete("fra")).hasMessageContainingAll("muc_1", "south");
        assertThat(places.get("/v1/zone/fra").status()).isEqualTo(200);
    }

    @Test
    void whatAnUpdateLeavesOutStaysAsItIs() {
        places.put("/v1/region", "{'id':'us'}");
        assertThat(places.post("/v1/region", "{'id':'eu','description':'text'}")
                        .body()
                        .toString())
                .contains("\"name\":\"Europe\"", "\"description\":\"text\"", "\"labels\":{\"a\":\"b\"}");
        assertThat(places.post("/v1/region", "{'id':'eu','labels':{}}").body().toString())
                .contains("\"labels\":{}");
        assertThat(places.post("/v1/zone", "{'id':'fra','regionid':'us','name':'Frankfurt'}")
                        .body()
                        .toString())
                .contains("\"regionid\":\"us\"", "\"name\":\"Frankfurt\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/region|{}|400|id should not be empty",
                "/v1/region|{'id':'a b'}|400|id must have",
                "/v1/region|{'id':'eu'}|409|eu",
                "/v1/region|[]|400|",
                "/v1/zone|{'id':'z'}|400|regionid should not be empty",
                "/v1/zone|{'id':'../z','regionid':'eu'}|400|id must have",
                "/v1/zone|{'id':'z','regionid':'mars'}|404|no region with id \"mars\" found",
                "/v1/zone|{'id':'fra','regionid':'eu'}|409|fra",
            })
    void whatCannotBeIsRefusedWithTheReason(String path, String body, int status, String why) {
        var answer = places.put(path, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).contains(why == null ? "" : why);
    }

    @Test
    void aChangeIsHeldToTheSameRules() {
        assertThat(places.post("/v1/zone", "{'id':'fra','regionid':'mars'}").status())
                .isEqualTo(404);
        assertThat(places.post("/v1/zone", "{'id':'none'}").status()).isEqualTo(404);
        assertThat(places.post("/v1/region", "{'id':'eu','labels':{'':'x'}}").status())
                .isEqualTo(400);
    }

    @Test
    void whatIsUsedIsNotRemoved() {
        partitions.put("/v1/partition", "{'id':'p1','zoneid':'fra',%s}".formatted(BOOT));

        assertThat(places.delete("/v1/region/eu").message()).contains("region \"eu\" still has zone \"fra\"");
        assertThat(places.delete("/v1/zone/fra").message()).contains("zone \"fra\" still has partition \"p1\"");
        assertThat(partitions.post("/v1/partition", "{'id':'p1','zoneid':''}").status())
                .isEqualTo(200);
        assertThat(places.delete("/v1/zone/fra").status()).isEqualTo(200);
        assertThat(places.delete("/v1/region/eu").status()).isEqualTo(200);
        assertThat(places.get("/v1/region/eu").status()).isEqualTo(404);
    }

    @Test
    void aPartitionIsInAZoneThatExistsOrInNone() {
        assertThat(partitions
                        .put("/v1/partition", "{'id':'p1','zoneid':'mars',%s}".formatted(BOOT))
                        .status())
                .isEqualTo(404);
        var alone = partitions.put("/v1/partition", "{'id':'p1',%s}".formatted(BOOT));
        assertThat(alone.status()).isEqualTo(201);
        assertThat(alone.body().toString()).doesNotContain("zoneid");

        var moved = partitions.post("/v1/partition", "{'id':'p1','zoneid':'fra'}");
        assertThat(moved.body().toString()).contains("\"zoneid\":\"fra\"");
        assertThat(partitions
                        .post("/v1/partition", "{'id':'p1','name':'n'}")
                        .body()
                        .toString())
                .contains("\"zoneid\":\"fra\"");
        assertThat(partitions
                        .post("/v1/partition", "{'id':'p1','zoneid':'mars'}")
                        .status())
                .isEqualTo(404);
    }
}
