package metalplant.server.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import metalplant.core.project.Projects;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Tx;
import metalplant.core.tenant.Tenants;
import metalplant.model.Stamp;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import metalplant.model.size.SizeReservation;
import metalplant.server.http.TestDoor;
import metalplant.server.tenant.TenantHttp;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProjectHttpTest {
    private static final String PATH = "/v1/project";
    private static final String ID = TestMachines.PROJECT;
    private static final SimulatedWorld WORLD = SimulatedWorld.seeded(2);

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door =
            new TestDoor(new ProjectHttp(new Projects(store, world)), new TenantHttp(new Tenants(store, world)));

    @BeforeEach
    void makeTenants() {
        tenant("{'meta':{'id':'acme'},'default_quotas':{'machine':{'quota':3},'ip':{'quota':0}}}");
        tenant("{'meta':{'id':'small'},'quotas':{'project':{'quota':1}}}");
    }

    private void tenant(String body) {
        assertThat(door.put("/v1/tenant", body).status()).isEqualTo(201);
    }

    private void create(String id) {
        assertThat(door.put(PATH, "{'tenant_id':'acme','name':'n','meta':{'id':'%s'}}".formatted(id))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(new ProjectHttp(new Projects(store, world))).table())
                .isEqualTo("""
                        GET /v1/project listProjects VIEW
                        POST /v1/project updateProject ADMIN
                        PUT /v1/project createProject ADMIN
                        POST /v1/project/find findProjects VIEW
                        DELETE /v1/project/{id} deleteProject ADMIN
                        GET /v1/project/{id} findProject VIEW""");
    }

    @Test
    void aProjectWithoutQuotasGetsThoseOfItsTenant() {
        var made = door.put(PATH, "{'tenant_id':'acme','name':'n'}").body();

        assertThat(made.get("quotas").toString()).isEqualTo("{\"ip\":{\"quota\":0},\"machine\":{\"quota\":3}}");
        assertThat(made.at("/meta/kind").asText()).isEqualTo("Project");
        assertThat(made.at("/meta/id").asText()).hasSize(36);
        assertThat(made.get("meta").has("version")).isFalse();
        assertThat(made.get("meta").has("updated_time")).isFalse();
        assertThat(door.put(PATH, "{'tenant_id':'acme','quotas':{'cluster':{'quota':1}}}")
                        .body()
                        .get("quotas")
                        .toString())
                .isEqualTo("{\"cluster\":{\"quota\":1}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 400",
                "{'meta':{'id':'p1'}}; 400",
                "{'tenant_id':'nobody','meta':{'id':'p1'}}; 409",
                "{'tenant_id':'nobody','meta':{'id':'p2'}}; 404",
                "{'tenant_id':'small'}; 201"
            })
    void aProjectIsChecked(String body, int status) {
        create("p1");

        assertThat(door.put(PATH, body).status()).isEqualTo(status);
    }

    @Test
    void aTenantHasNoMoreProjectsThanItsQuota() {
        assertThat(door.put(PATH, "{'tenant_id':'small','meta':{'id':'one'}}").status())
                .isEqualTo(201);

        assertThat(door.put(PATH, "{'tenant_id':'small','meta':{'id':'two'}}").status())
                .isEqualTo(422);
        assertThat(door.put(PATH, "{'tenant_id':'small','meta':{'id':'one'}}").status())
                .isEqualTo(409);
        assertThat(door.delete(PATH + "/one").status()).isEqualTo(200);
        assertThat(door.put(PATH, "{'tenant_id':'small','meta':{'id':'two'}}").status())
                .isEqualTo(201);
    }

    @Test
    void listsAreNullWhenEmptyAndOrderedById() {
        assertThat(door.get(PATH).body().isNull()).isTrue();
        assertThat(door.post(PATH + "/find", "{}").body().isNull()).isTrue();
        create("b");
        create("a");

        assertThat(door.get(PATH).body().findValuesAsText("id")).containsExactly("a", "b");
        assertThat(door.post(PATH + "/find", "{'tenant_id':'acme','id':'b'}").body())
                .hasSize(1);
        assertThat(door.post(PATH + "/find", "{'name':'n','description':'x'}")
                        .body()
                        .isNull())
                .isTrue();
        assertThat(door.post(PATH + "/find", "{'tenant_id':'small'}").body().isNull())
                .isTrue();
    }

    @Test
    void aSingleProjectShowsWhatItUses() {
        create(ID);
        own(tx -> tx.machines().insert(TestMachines.allocated(1, "rack1", Role.FIREWALL)));

        var quotas = door.get(PATH + "/" + ID).body().get("quotas");

        assertThat(quotas.toString())
                .isEqualTo("{\"ip\":{\"quota\":0,\"used\":0},\"machine\":{\"quota\":3,\"used\":1}}");
        assertThat(door.get(PATH).body().at("/0/quotas").toString()).doesNotContain("used");
        assertThat(door.get(PATH + "/nobody").status()).isEqualTo(404);
    }

    @Test
    void anUpdateNeedsTheNewestVersionAndKeepsTheTenant() {
        create("p1");
        world.advance(Duration.ofSeconds(5));

        var updated = door.post(
                        PATH, "{'tenant_id':'acme','description':'d','meta':{'id':'p1','annotations':{'a':'b'}}}")
                .body();
        assertThat(updated.has("name")).isFalse();
        assertThat(updated.has("quotas")).isFalse();
        assertThat(updated.at("/meta/version").asLong()).isEqualTo(1);
        assertThat(updated.at("/meta/annotations/a").asText()).isEqualTo("b");
        assertThat(updated.at("/meta/created_time").asText()).isEqualTo("2026-01-01T00:00:00Z");

        assertThat(update("{'tenant_id':'acme','meta':{'id':'p1'}}")).isEqualTo(422);
        assertThat(update("{'tenant_id':'small','meta':{'id':'p1','version':1}}"))
                .isEqualTo(422);
        assertThat(update("{'tenant_id':'acme','meta':{'id':'p1','version':1}}"))
                .isEqualTo(200);
        assertThat(update("{'tenant_id':'acme'}")).isEqualTo(400);
        assertThat(update("{'tenant_id':'acme','meta':{'id':'nobody'}}")).isEqualTo(404);
    }

    private int update(String body) {
        return door.post(PATH, body).status();
    }

    private void own(Consumer<Tx> work) {
        store.run("own", tx -> {
            work.accept(tx);
            return tx;
        });
    }

    static Stream<Arguments> belongings() {
        return Stream.of(
                belonging("machine", tx -> tx.machines().insert(TestMachines.allocated(1, "rack1", Role.MACHINE))),
                belonging("network", tx -> tx.networks().insert(network())),
                belonging("reservation", tx -> tx.sizeReservations().insert(reservation())));
    }

    private static Arguments belonging(String what, Consumer<Tx> work) {
        return Arguments.of(what, work);
    }

    private static Network network() {
        return new Network(
                "n1",
                "",
                "",
                NetworkType.CHILD,
                "",
                ID,
                "",
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                Map.of(),
                List.of(),
                Stamp.fresh(WORLD));
    }

    private static SizeReservation reservation() {
        return new SizeReservation("r", "", "", "s", ID, 1, List.of("p"), Map.of(), Stamp.fresh(WORLD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("belongings")
    void aProjectThatOwnsSomethingStays(String what, Consumer<Tx> work) {
        create(ID);
        own(work);

        assertThat(door.delete(PATH + "/" + ID).status()).as(what).isEqualTo(400);
        assertThat(door.get(PATH + "/" + ID).status()).isEqualTo(200);
    }

    @Test
    void aProjectThatOwnsNothingGoes() {
        create(ID);

        assertThat(door.delete(PATH + "/" + ID).body().at("/meta/id").asText()).isEqualTo(ID);
        assertThat(door.delete(PATH + "/" + ID).status()).isEqualTo(404);
    }
}
