package metalplant.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.core.image.Images;
import metalplant.core.image.RemoveExpiredImages;
import metalplant.core.store.InMemoryStore;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.machine.Role;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHttpTest {
    /** What {@link TestMachines} run. */
    private static final String USED = "debian-12.0.20260101";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final List<String> tried = new ArrayList<>();
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door = new TestDoor(new ImageHttp(new Images(store, this::check, world)));

    private void check(String url) {
        tried.add(url);
        if (!url.startsWith("http://")) {
            throw Problem.of(ProblemCode.URL_UNREACHABLE, url);
        }
    }

    private void create(String... ids) {
        for (var id : ids) {
            var reply = door.put("/v1/image", "{'id':'%s','url':'http://x','features':['machine']}".formatted(id));
            assertThat(reply.status()).isEqualTo(201);
        }
    }

    private void allocate(int machine) {
        store.run("allocate", tx -> {
            tx.machines().insert(TestMachines.allocated(machine, "rack1", Role.MACHINE));
            return machine;
        });
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(door.table()).isEqualTo("""
                        GET /v1/image listImages ANY
                        POST /v1/image updateImage ADMIN
                        PUT /v1/image createImage ADMIN
                        POST /v1/image/find findImages VIEW
                        DELETE /v1/image/{id} deleteImage ADMIN
                        GET /v1/image/{id} findImage ANY
                        GET /v1/image/{id}/latest findLatestImage ANY
                        GET /v1/image/{id}/query queryImages by id ANY""");
    }

    @Test
    void aCreatedImageIsAPreviewThatExpiresAfterNinetyDays() {
        var image = door.put(
                        "/v1/image",
                        "{'id':'ubuntu-24.04.20260101','url':'http://x','features':['machine','firewall','machine'],'expirationDate':'0001-01-01T00:00:00.000Z'}")
                .body();

        assertThat(image.get("classification").asText()).isEqualTo("preview");
        assertThat(image.get("expirationDate").asText())
                .isEqualTo(world.now().plus(Duration.ofDays(90)).toString());
        assertThat(image.get("features").toString()).isEqualTo("[\"firewall\",\"machine\"]");
        assertThat(image.get("usedby").isNull()).isTrue();
        assertThat(tried).containsExactly("http://x");
        assertThat(door.get("/v1/image/ubuntu-24.04.20260101").body()).isEqualTo(image);
    }

    @Test
    void anExistingIdIsAConflictBeforeItsUrlIsTried() {
        create("debian-12.0.1");
        tried.clear();

        assertThat(door.put("/v1/image", "{'id':'debian-12.0.1','url':'ftp://gone','features':['nonsense']}")
                        .status())
                .isEqualTo(409);
        assertThat(tried).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':'debian-12.0.1'}",
                "{'url':'http://x'}",
                "{'id':'debian','url':'http://x'}",
                "{'id':'debian-twelve','url':'http://x'}",
                "{'id':'debian-12.0.1','url':'http://x','features':['nonsense']}",
                "{'id':'debian-12.0.1','url':'http://x','classification':'great'}",
                "{'id':'debian-12.0.1','url':'ftp://x'}",
                "{'id':'debian-12.0.1','url':'http://x','expirationDate':'tomorrow'}"
            })
    void aWrongImageIsABadRequest(String body) {
        assertThat(door.put("/v1/image", body).status()).isEqualTo(400);
        assertThat(door.get("/v1/image").body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ubuntu-24.04,200,ubuntu-24.04.20260301",
        "ubuntu-24.4.20260201,200,ubuntu-24.04.20260201",
        "ubuntu-24.10,404,''",
        "nonsense,404,''"
    })
    void theLatestOfAShorthandIsFound(String shorthand, int status, String id) {
        create("ubuntu-24.04.20260201", "ubuntu-24.04.20260301", "ubuntu-22.04.20260401");

        var reply = door.get("/v1/image/" + shorthand + "/latest");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().path("id").asText()).isEqualTo(id);
    }

    @Test
    void aQueryAnswersAllThatAShorthandMeans() {
        create("ubuntu-24.04.20260201", "ubuntu-24.04.20260301", "ubuntu-22.04.20260401");

        assertThat(door.get("/v1/image/ubuntu-24.04/query").body()).hasSize(2);
        assertThat(door.get("/v1/image/ubuntu-20.04/query").body().isArray()).isTrue();
        assertThat(door.get("/v1/image/nonsense/query").status()).isEqualTo(404);
        assertThat(door.get("/v1/image/ubuntu-24.04").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 3",
                "{'os':'ubuntu'}; 2",
                "{'os':'ubuntu','version':'24.4.20260201'}; 1",
                "{'version':'24.04.20260201'}; 0",
                "{'features':['machine']}; 3",
                "{'features':['machine','firewall']}; 0",
                "{'classification':'preview','id':'debian-12.0.1'}; 1",
                "{'classification':'supported'}; 0",
                "{'name':''}; 3",
                "{'name':'x'}; 0"
            })
    void aSearchAnswersWhatPassesEveryFilter(String filter, int count) {
        create("ubuntu-24.04.20260201", "ubuntu-24.04.20260301", "debian-12.0.1");

        assertThat(door.post("/v1/image/find", filter).body()).hasSize(count);
    }

    @Test
    void machinesOfAnImageAreShownWhenAskedFor() {
        create(USED, "ubuntu-24.04.20260301");
        allocate(1);

        var shown = door.get("/v1/image?show-usage=true").body();

        assertThat(shown.at("/0/usedby/0").asText()).isEqualTo(TestMachines.id(1));
        assertThat(shown.at("/1/usedby").isNull()).isTrue();
        assertThat(door.post("/v1/image/find?show-usage=true", "{'id':'%s'}".formatted(USED))
                        .body()
                        .at("/0/usedby"))
                .hasSize(1);
        assertThat(door.get("/v1/image").body().at("/0/usedby").isNull()).isTrue();
    }

    @Test
    void anUpdateLeavesWhatIsAbsent() {
        create("debian-12.0.1");
        tried.clear();

        var same = door.post("/v1/image", "{'id':'debian-12.0.1','expirationDate':null,'features':[],'usedby':['x']}")
                .body();
        assertThat(same.at("/features/0").asText()).isEqualTo("machine");
        assertThat(tried).isEmpty();

        var changed = door.post(
                        "/v1/image",
                        "{'id':'debian-12.0.1','url':'http://y','classification':'supported','features':['firewall'],'expirationDate':'2027-01-01T00:00:00Z'}")
                .body();
        assertThat(changed.get("url").asText()).isEqualTo("http://y");
        assertThat(changed.get("classification").asText()).isEqualTo("supported");
        assertThat(changed.get("features").toString()).isEqualTo("[\"firewall\"]");
        assertThat(changed.get("expirationDate").asText()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(tried).containsExactly("http://y");
    }

    @Test
    void aWrongUpdateIsRefused() {
        create("debian-12.0.1");

        assertThat(door.post("/v1/image", "{'id':'debian-12.0.2','url':'ftp://x'}")
                        .status())
                .isEqualTo(404);
        assertThat(door.post("/v1/image", "{'id':'debian-12.0.1','url':'ftp://x'}")
                        .status())
                .isEqualTo(400);
        assertThat(door.post("/v1/image", "{'id':'debian-12.0.1','classification':'x'}")
                        .status())
                .isEqualTo(400);
        assertThat(door.post("/v1/image", "{'id':'debian-12.0.1','features':['x']}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anImageInUseStays() {
        create(USED, "debian-12.0.1");
        allocate(1);

        assertThat(door.delete("/v1/image/" + USED).status()).isEqualTo(422);
        assertThat(door.delete("/v1/image/debian-12.0.1").status()).isEqualTo(200);
        assertThat(door.delete("/v1/image/debian-12.0.1").status()).isEqualTo(404);
    }

    @Test
    void expiredImagesGoUnlessUsedOrTheNewestOfTheirSystem() {
        create(USED, "debian-12.0.20250101", "debian-13.0.1", "ubuntu-22.04.1", "ubuntu-24.04.1");
        allocate(1);
        var cleanup = new RemoveExpiredImages(store, world);
        assertThat(cleanup.run()).isEmpty();

        world.advance(Duration.ofDays(91));

        assertThat(cleanup.run()).containsExactly("debian-12.0.20250101", "ubuntu-22.04.1");
        assertThat(cleanup.run()).isEmpty();
        assertThat(door.get("/v1/image").body()).hasSize(3);
    }
}
