package metalplant.server.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.store.InMemoryStore;
import metalplant.model.Stamp;
import metalplant.model.machine.Role;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.size.Size;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.server.http.TestDoor;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeReservationHttpTest {
    private static final String PATH = "/v1/size/reservations";
    private static final String GOOD = "'sizeid':'%s','projectid':'%s','amount':2,'partitionids':['%s','p2']"
            .formatted(TestMachines.SIZE, TestMachines.PROJECT, TestMachines.PARTITION);

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door = new TestDoor(
            new SizeHttp(new Sizes(store, world)), new SizeReservationHttp(new SizeReservations(store, world)));

    @BeforeEach
    void prepare() {
        store.run("prepare", tx -> {
            for (var id : List.of(TestMachines.PARTITION, "p2")) {
                var boot = new Partition.BootConfig("", "", "");
                tx.partitions()
                        .insert(new Partition(
                                id, "", "", "", Map.of(), boot, List.of(), List.of(), Stamp.fresh(world)));
            }
            tx.sizes().insert(new Size(TestMachines.SIZE, "", "", List.of(), Map.of(), Stamp.fresh(world)));
            return tx.projects()
                    .insert(new Project(
                            TestMachines.PROJECT, "", "", "t", Quotas.NONE, Meta.EMPTY, Stamp.fresh(world)));
        });
    }

    private void create(String id) {
        assertThat(door.put(PATH, "{'id':'%s',%s}".formatted(id, GOOD)).status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(new SizeReservationHttp(new SizeReservations(store, world))).table())
                .isEqualTo("""
                        GET /v1/size/reservations listSizeReservations ANY
                        POST /v1/size/reservations updateSizeReservation EDIT
                        PUT /v1/size/reservations createSizeReservation EDIT
                        POST /v1/size/reservations/find findSizeReservations ANY
                        POST /v1/size/reservations/usage sizeReservationsUsage ANY
                        DELETE /v1/size/reservations/{id} deleteSizeReservation EDIT
                        GET /v1/size/reservations/{id} getSizeReservation ANY""");
    }

    @Test
    void aReservationWithoutAnIdGetsOne() {
        var made = door.put(PATH, "{'id':'',%s}".formatted(GOOD));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().get("id").asText()).hasSize(36);
        assertThat(made.body().has("labels")).isFalse();
        assertThat(door.get(PATH + "/" + made.body().get("id").asText()).body()).isEqualTo(made.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'id':'r1'}; 409",
                "{'id':'x','sizeid':'none','projectid':'none'}; 404",
                "{'id':'x','sizeid':'c1-large-x86','projectid':'none'}; 404",
                "{'id':'x',GOOD,'amount':0}; 400",
                "{'id':'x',GOOD,'amount':null}; 400",
                "{'id':'x',GOOD,'partitionids':[]}; 400",
                "{'id':'x',GOOD,'partitionids':['p2','p2']}; 400",
                "{'id':'x',GOOD,'partitionids':['nowhere']}; 400",
                "{'id':'x',GOOD}; 201"
            })
    void aReservationIsChecked(String body, int status) {
        create("r1");

        assertThat(door.put(PATH, body.replace("GOOD", GOOD)).status()).isEqualTo(status);
    }

    @Test
    void anUpdateLeavesWhatIsNullAndClearsLabels() {
        assertThat(door.put(PATH, "{'id':'r1','labels':{'a':'b'},%s}".formatted(GOOD))
                        .status())
                .isEqualTo(201);

        var same =
                door.post(PATH, "{'id':'r1','amount':null,'partitionids':null}").body();
        assertThat(same.get("amount").asInt()).isEqualTo(2);
        assertThat(same.get("partitionids")).hasSize(2);
        assertThat(same.at("/labels/a").asText()).isEqualTo("b");

        var changed = door.post(PATH, "{'id':'r1','amount':5,'partitionids':['p2'],'labels':{}}")
                .body();
        assertThat(changed.get("amount").asInt()).isEqualTo(5);
        assertThat(changed.get("partitionids").toString()).isEqualTo("[\"p2\"]");
        assertThat(changed.has("labels")).isFalse();

        assertThat(door.post(PATH, "{'id':'r1','amount':0}").status()).isEqualTo(400);
        assertThat(door.post(PATH, "{'id':'r2'}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 2",
                "{'id':'r1'}; 1",
                "{'sizeid':'c1-large-x86'}; 2",
                "{'sizeid':'other'}; 0",
                "{'partitionid':'p2','projectid':'00000000-0000-0000-0000-00000000000a'}; 2",
                "{'partitionid':'p3'}; 0"
            })
    void aSearchAnswersWhatPassesEveryFilter(String filter, int count) {
        create("r1");
        create("r2");

        assertThat(door.post(PATH + "/find", filter).body()).hasSize(count);
    }

    @Test
    void theUsageHasARowForEachPartitionAndIsNullWithoutAny() {
        assertThat(door.post(PATH + "/usage", "{}").body().isNull()).isTrue();
        create("r1");
        store.run("allocate", tx -> {
            for (int i = 1; i <= 3; i++) {
                tx.machines().insert(TestMachines.allocated(i, "rack1", Role.MACHINE));
            }
            return 3;
        });

        var usage = door.post(PATH + "/usage", "{}").body();

        assertThat(usage).hasSize(2);
        assertThat(usage.at("/0/partitionid").asText()).isEqualTo(TestMachines.PARTITION);
        assertThat(usage.at("/0/projectallocations").asInt()).isEqualTo(3);
        assertThat(usage.at("/0/usedamount").asInt()).isEqualTo(2);
        assertThat(usage.at("/1/usedamount").asInt()).isZero();
    }

    @Test
    void aReservedSizeStays() {
        create("r1");

        assertThat(door.delete("/v1/size/" + TestMachines.SIZE).status()).isEqualTo(422);
        assertThat(door.delete(PATH + "/r1").status()).isEqualTo(200);
        assertThat(door.delete(PATH + "/r1").status()).isEqualTo(404);
        assertThat(door.delete("/v1/size/" + TestMachines.SIZE).status()).isEqualTo(200);
    }
}
