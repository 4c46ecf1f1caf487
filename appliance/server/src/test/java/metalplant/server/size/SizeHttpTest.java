package metalplant.server.size;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.store.InMemoryStore;
import metalplant.model.size.SizeMatching;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeHttpTest {
    private static final String SMALL =
            "'constraints':[{'type':'cores','min':1,'max':4},{'type':'memory','min':1,'max':9}]";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door = new TestDoor(
            new SizeHttp(new Sizes(store, world)), new SizeReservationHttp(new SizeReservations(store, world)));

    private void create(String id, String constraints) {
        assertThat(door.put("/v1/size", "{'id':'%s',%s}".formatted(id, constraints))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(new SizeHttp(new Sizes(store, world))).table()).isEqualTo("""
                        GET /v1/size listSizes ANY
                        POST /v1/size updateSize ADMIN
                        PUT /v1/size createSize ADMIN
                        POST /v1/size/suggest suggest ANY
                        DELETE /v1/size/{id} deleteSize ADMIN
                        GET /v1/size/{id} findSize ANY""");
    }

    @Test
    void aSizeIsShownWithoutZerosInItsConstraints() {
        var size = door.put("/v1/size", "{'id':'s','constraints':[{'type':'storage','max':5}]}")
                .body();

        assertThat(size.get("constraints").toString()).isEqualTo("[{\"max\":5,\"type\":\"storage\"}]");
        assertThat(size.get("labels")).isEmpty();
        assertThat(size.get("labels").isObject()).isTrue();
        assertThat(door.get("/v1/size/s").body()).isEqualTo(size);
        assertThat(door.get("/v1/size/unknown").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 400",
                "{'id':'unknown'}; 400",
                "{'id':'s','constraints':[{'type':'flops','min':1,'max':2}]}; 400",
                "{'id':'s','constraints':[{'type':'cores','min':-1,'max':2}]}; 400",
                "{'id':'s','constraints':[{'type':'cores','min':3,'max':2}]}; 422",
                "{'id':'s','constraints':[{'type':'gpu','min':1,'max':2}]}; 422",
                "{'id':'s','constraints':[{'type':'memory','min':1,'max':2,'identifier':'x'}]}; 422",
                "{'id':'s','constraints':[{'type':'storage','min':1,'max':2,'identifier':'['}]}; 422",
                "{'id':'s','constraints':[{'type':'cores','min':4,'max':5},{'type':'memory','min':9,'max':9}]}; 400",
                "{'id':'s','constraints':[{'type':'cores','min':5,'max':5},{'type':'memory','min':9,'max':9}]}; 201",
                "{'id':'small','constraints':[{'type':'cores','min':3,'max':2}]}; 409",
                "{'id':'s','constraints':null}; 201"
            })
    void aSizeIsJudgedBesideTheOthers(String body, int status) {
        create("small", SMALL);

        assertThat(door.put("/v1/size", body).status()).isEqualTo(status);
    }

    @Test
    void anUpdateLeavesWhatIsNullAndIsJudgedAsACreation() {
        create("small", SMALL);
        create(
                "large",
                "'constraints':[{'type':'cores','min':5,'max':9},{'type':'memory','min':1,'max':9}],'labels':{'a':'b'}");

        var same = door.post("/v1/size", "{'id':'large','description':'big'}").body();
        assertThat(same.get("constraints")).hasSize(2);
        assertThat(same.at("/labels/a").asText()).isEqualTo("b");
        assertThat(same.get("description").asText()).isEqualTo("big");

        assertThat(door.post("/v1/size", "{'id':'large',%s}".formatted(SMALL)).status())
                .isEqualTo(400);
        assertThat(door.post("/v1/size", "{'id':'small',%s}".formatted(SMALL)).status())
                .isEqualTo(200);
        assertThat(door.post("/v1/size", "{'id':'none'}").status()).isEqualTo(404);
        assertThat(door.post("/v1/size", "{'id':'large','labels':{},'constraints':[]}")
                        .body()
                        .get("labels"))
                .isEmpty();
    }

    @Test
    void aSuggestionFitsTheMachineItWasMadeFor() {
        store.run("register", tx -> tx.machines().insert(TestMachines.registered(1, "rack1")));

        var suggested = door.post("/v1/size/suggest", "{'machineID':'%s'}".formatted(TestMachines.id(1)))
                .body();

        create("new", "'constraints':" + suggested.toString().replace('"', '\''));
        var sizes = store.read("sizes", tx -> tx.sizes().list());
        assertThat(SizeMatching.match(TestMachines.hardware(1), sizes)).isEqualTo("new");
        assertThat(door.post("/v1/size/suggest", "{}").status()).isEqualTo(400);
        assertThat(door.post("/v1/size/suggest", "{'machineID':'nobody'}").status())
                .isEqualTo(404);
    }

    @Test
    void aDeletedSizeIsGone() {
        create("small", SMALL);

        assertThat(door.delete("/v1/size/small").body().get("id").asText()).isEqualTo("small");
        assertThat(door.delete("/v1/size/small").status()).isEqualTo(404);
        assertThat(door.get("/v1/size").body().isArray()).isTrue();
    }
}
