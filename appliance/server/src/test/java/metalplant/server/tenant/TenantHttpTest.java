package metalplant.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import metalplant.core.project.Projects;
import metalplant.core.store.InMemoryStore;
import metalplant.core.tenant.Tenants;
import metalplant.server.http.TestDoor;
import metalplant.server.project.ProjectHttp;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantHttpTest {
    private static final String PATH = "/v1/tenant";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final TestDoor door =
            new TestDoor(new TenantHttp(new Tenants(store, world)), new ProjectHttp(new Projects(store, world)));

    private void create(String id, String rest) {
        assertThat(door.put(PATH, "{'meta':{'id':'%s'},%s}".formatted(id, rest)).status())
                .isEqualTo(201);
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(new TenantHttp(new Tenants(store, world))).table())
                .isEqualTo("""
                        GET /v1/tenant listTenants VIEW
                        POST /v1/tenant updateTenant ADMIN
                        PUT /v1/tenant createTenant ADMIN
                        POST /v1/tenant/find findTenants VIEW
                        DELETE /v1/tenant/{id} deleteTenant ADMIN
                        GET /v1/tenant/{id} getTenant VIEW""");
    }

    @Test
    void aTenantIsShownWithoutWhatIsEmpty() {
        var made = door.put(
                PATH,
                "{'name':'Acme','meta':{'id':'acme','labels':['a'],'version':7},'default_quotas':{'machine':{'quota':3}},'iam_config':{'issuer_config':{'url':'https://x'}}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().toString())
                .isEqualTo("{\"name\":\"Acme\",\"default_quotas\":{\"machine\":{\"quota\":3}},"
                        + "\"iam_config\":{\"idm_config\":{},\"issuer_config\":{\"url\":\"https://x\"}},"
                        + "\"meta\":{\"apiversion\":\"v1\",\"created_time\":\"2026-01-01T00:00:00Z\",\"id\":\"acme\","
                        + "\"kind\":\"Tenant\",\"labels\":[\"a\"]}}");
        assertThat(door.get(PATH + "/acme").body()).isEqualTo(made.body());
    }

    @Test
    void aTenantWithoutAnIdGetsOneAndAnExistingIdIsAConflict() {
        assertThat(door.put(PATH, "{'name':'x'}").body().at("/meta/id").asText())
                .hasSize(36);
        create("acme", "'name':'x'");
        assertThat(door.put(PATH, "{'meta':{'id':'acme'}}").status()).isEqualTo(409);
    }

    @Test
    void listsAreNullWhenEmptyAndOrderedById() {
        assertThat(door.get(PATH).body().isNull()).isTrue();
        assertThat(door.post(PATH + "/find", "{}").body().isNull()).isTrue();
        create("b", "'name':'x'");
        create("a", "'name':'x'");

        assertThat(door.get(PATH).body().findValuesAsText("id")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; a b c",
                "{'id':'b'}; b",
                "{'name':'n'}; a c",
                "{'annotations':{'k':'v'}}; c",
                "{'annotations':{'k':'w'}}; ''",
                "{'paging':{'count':2}}; a b",
                "{'paging':{'count':2,'page':1}}; c",
                "{'paging':{'count':2,'page':9223372036854775807}}; ''",
                "{'paging':{'page':3}}; a b c"
            })
    void aSearchAnswersWhatPassesEveryFilter(String filter, String ids) {
        create("a", "'name':'n'");
        create("b", "'name':'m'");
        assertThat(door.put(PATH, "{'name':'n','meta':{'id':'c','annotations':{'k':'v','l':''}}}")
                        .status())
                .isEqualTo(201);

        assertThat(String.join(" ", door.post(PATH + "/find", filter).body().findValuesAsText("id")))
                .isEqualTo(ids);
    }

    @Test
    void anUpdateNeedsTheNewestVersionAndReplacesEverything() {
        create("acme", "'name':'x','description':'d'");
        world.advance(Duration.ofSeconds(5));

        var first = door.post(PATH, "{'name':'y','meta':{'id':'acme'}}").body();
        assertThat(first.has("description")).isFalse();
        assertThat(first.at("/meta/version").asLong()).isEqualTo(1);
        assertThat(first.at("/meta/created_time").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(first.at("/meta/updated_time").asText()).isEqualTo("2026-01-01T00:00:05Z");

        assertThat(door.post(PATH, "{'name':'late','meta':{'id':'acme'}}").status())
                .isEqualTo(422);
        assertThat(door.post(PATH, "{'name':'z','meta':{'id':'acme','version':5}}")
                        .body()
                        .at("/meta/version")
                        .asLong())
                .isEqualTo(6);
        assertThat(door.post(PATH, "{'name':'z'}").status()).isEqualTo(400);
        assertThat(door.post(PATH, "{'meta':{'id':'nobody'}}").status()).isEqualTo(404);
        assertThat(door.post(PATH, "{'meta':{'id':'acme','version':9223372036854775807}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aTenantWithProjectsStays() {
        create("acme", "'name':'x'");
        assertThat(door.put("/v1/project", "{'tenant_id':'acme','meta':{'id':'p1'}}")
                        .status())
                .isEqualTo(201);

        assertThat(door.delete(PATH + "/acme").status()).isEqualTo(422);
        assertThat(door.delete("/v1/project/p1").status()).isEqualTo(200);
        assertThat(door.delete(PATH + "/acme").status()).isEqualTo(200);
        assertThat(door.delete(PATH + "/acme").status()).isEqualTo(404);
    }
}
