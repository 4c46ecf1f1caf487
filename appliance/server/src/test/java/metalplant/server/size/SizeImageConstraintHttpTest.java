package metalplant.server.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.store.InMemoryStore;
import metalplant.model.Stamp;
import metalplant.model.image.Image;
import metalplant.model.size.Size;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeImageConstraintHttpTest {
    private static final String PATH = "/v1/size-image-constraint";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door = new TestDoor(new SizeImageConstraintHttp(new SizeImageConstraints(store, world)));

    @BeforeEach
    void prepare() {
        store.run("prepare", tx -> {
            for (var id : List.of("limited", "free")) {
                tx.sizes().insert(new Size(id, "", "", List.of(), Map.of(), Stamp.fresh(world)));
            }
            for (var version : List.of("22.4.5", "24.4.5", "26.4.0")) {
                tx.images()
                        .insert(new Image(
                                "ubuntu-" + version,
                                "",
                                "",
                                "",
                                "ubuntu",
                                version,
                                List.of(),
                                "",
                                Instant.EPOCH,
                                Stamp.fresh(world)));
            }
            return tx;
        });
        assertThat(door.put(PATH, "{'id':'limited','constraints':{'images':{'ubuntu':'>= 24.04','debian':'*'}}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(door.table()).isEqualTo("""
                        GET /v1/size-image-constraint listSizeImageConstraints ANY
                        POST /v1/size-image-constraint updateSizeImageConstraint ADMIN
                        PUT /v1/size-image-constraint createSizeImageConstraint ADMIN
                        POST /v1/size-image-constraint/try trySizeImageConstraint ADMIN
                        DELETE /v1/size-image-constraint/{id} deleteSizeImageConstraint ADMIN
                        GET /v1/size-image-constraint/{id} findSizeImageConstraint ANY""");
    }

    @ParameterizedTest
    @CsvSource({
        "limited,ubuntu-24.04,200",
        "limited,ubuntu-24.4.5,200",
        "limited,ubuntu-22.04,422",
        "limited,ubuntu-26.04,422",
        "free,ubuntu-22.04,200",
        "free,ubuntu-26.04,200",
        "free,ubuntu-20.04,404",
        "none,ubuntu-22.04,404",
        "'',ubuntu-22.04,400",
        "limited,'',400"
    })
    void aSizeAndImageAreTriedOut(String size, String image, int status) {
        var reply = door.post(PATH + "/try", "{'size':'%s','image':'%s'}".formatted(size, image));

        assertThat(reply.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(reply.body().toString()).isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 400",
                "{'id':'limited','constraints':{'images':{'*':'nonsense'}}}; 409",
                "{'id':'x','constraints':{'images':{'*':'*'}}}; 400",
                "{'id':'x','constraints':{'images':{'ubuntu':'>=1'}}}; 400",
                "{'id':'x'}; 201",
                "{'id':'x','constraints':{'images':null}}; 201"
            })
    void aConstraintIsChecked(String body, int status) {
        assertThat(door.put(PATH, body).status()).isEqualTo(status);
        assertThat(door.get(PATH + "/x").status()).isEqualTo(status == 201 ? 200 : 404);
    }

    @Test
    void anUpdateReplacesTheImagesAndLeavesTheTexts() {
        assertThat(door.post(PATH, "{'id':'limited','description':'d','constraints':{'images':{'a':'1'}}}")
                        .status())
                .isEqualTo(200);

        var updated = door.post(PATH, "{'id':'limited'}").body();

        assertThat(updated.get("description").asText()).isEqualTo("d");
        assertThat(updated.at("/constraints/images").isNull()).isTrue();
        assertThat(door.post(PATH, "{'id':'limited','constraints':{'images':{'a':'b'}}}")
                        .status())
                .isEqualTo(400);
        assertThat(door.post(PATH, "{'id':'x'}").status()).isEqualTo(404);
    }

    @Test
    void aDeletedConstraintNoLongerHolds() {
        assertThat(door.delete(PATH + "/limited").status()).isEqualTo(200);

        assertThat(door.post(PATH + "/try", "{'size':'limited','image':'ubuntu-22.04'}")
                        .status())
                .isEqualTo(200);
        assertThat(door.delete(PATH + "/limited").status()).isEqualTo(404);
        assertThat(door.get(PATH).body().isArray()).isTrue();
    }
}
