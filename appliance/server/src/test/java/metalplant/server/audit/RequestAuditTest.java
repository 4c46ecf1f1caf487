package metalplant.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import metalplant.core.audit.AuditChain;
import metalplant.core.audit.AuditConfig;
import metalplant.core.audit.AuditingStore;
import metalplant.core.region.Regions;
import metalplant.core.store.InMemoryStore;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Rule;
import metalplant.server.http.Answer;
import metalplant.server.http.Auditor;
import metalplant.server.http.Operation;
import metalplant.testkit.SimulatedWorld;
import metalplant.wire.WireJson;
import metalplant.wire.audit.AuditDocument;
import metalplant.wire.common.IdOnly;
import org.junit.jupiter.api.Test;

class RequestAuditTest {
    private static final Caller ADA = new Caller("ada@example.org", "Ada", "tnnt", Role.ADMIN);

    private final SimulatedWorld world = SimulatedWorld.seeded(520);
    private final InMemoryStore store = InMemoryStore.repeating();
    private final Regions regions = new Regions(new AuditingStore(store, world), world);
    private final AuditChain chain = new AuditChain(store, world, AuditConfig.DEFAULT);
    private final AuditQueue queue = new AuditQueue(store, chain, world);
    private final RequestAudit audit = new RequestAudit(queue, world);

    private static Operation operation(String verb, String path, String id) {
        Operation.Handler handler = _ -> Answer.ok("");
        return switch (verb) {
            case "GET" -> Operation.get(path, id, Role.ADMIN, handler);
            case "PUT" -> Operation.put(path, id, Role.ADMIN, handler);
            default -> Operation.post(path, id, Role.ADMIN, handler);
        };
    }

    private static Auditor.Asked asked(Caller caller, String body) {
        return new Auditor.Asked(
                caller, "r1", "/metal/v1/region", "192.0.2.1", "", body.getBytes(StandardCharsets.UTF_8));
    }

    private List<AuditDocument> entries() {
        queue.flush();
        return chain.after(0, 100).stream()
                .map(link -> {
                    try {
                        return WireJson.mapper().readValue(link.text(), AuditDocument.class);
                    } catch (java.io.IOException e) {
                        throw new AssertionError(link.text(), e);
                    }
                })
                .toList();
    }

    private Answer create(String id) {
        regions.create(new Regions.Create(id, "", "", Map.of()));
        return Answer.created(new IdOnly(id));
    }

    @Test
    void aChangeIsToldOnceWithItsRequestAndItsEnd() {
        var create = operation("PUT", "/v1/region", "createRegion");

        audit.audited(create, asked(ADA, "{\"id\":\"north\",\"password\":\"geheim\"}"), () -> create("north"));

        var entries = entries();
        assertThat(entries).extracting(AuditDocument::phase).containsExactly("request", "response");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.user()).isEqualTo("ada@example.org");
            assertThat(entry.rqid()).isEqualTo("r1");
            assertThat(entry.role()).isEqualTo("admin");
            assertThat(entry.operation()).isEqualTo("createRegion");
        });
        assertThat(entries.getFirst().body()).isEqualTo("{\"id\":\"north\",\"password\":\"***\"}");
        assertThat(entries.getFirst().changes()).hasSize(1).allSatisfy(change -> {
            assertThat(change.kind()).isEqualTo("region");
            assertThat(String.valueOf(change.before())).isEqualTo("null");
            assertThat(change.after()).isNotNull();
        });
        assertThat(entries.getLast().status()).isEqualTo(201);
        assertThat(entries.getLast().body()).isEqualTo("{\"id\":\"north\"}");
    }

    @Test
    void ofAChangedEntityOnlyWhatDiffersIsTold() {
        create("north");
        var update = operation("POST", "/v1/region", "updateRegion");

        audit.audited(update, asked(ADA, "{}"), () -> {
            regions.update(new Regions.Change(
                    "north", java.util.Optional.of("new"), java.util.Optional.empty(), java.util.Optional.empty()));
            return Answer.ok("");
        });

        var change = entries().getFirst().changes().getFirst();
        assertThat(change.before()).isNotNull();
        assertThat(String.valueOf(change.before())).contains("\"name\":\"\"").doesNotContain("\"labels\"");
        assertThat(String.valueOf(change.after())).contains("\"name\":\"new\"").doesNotContain("\"labels\"");
    }

    @Test
    void whatIsRefusedIsToldToo() {
        create("north");
        var create = operation("PUT", "/v1/region", "createRegion");

        assertThatThrownBy(() -> audit.audited(create, asked(ADA, "{}"), () -> create("north")))
                .isInstanceOf(Problem.class);

        assertThat(entries()).extracting(AuditDocument::phase).containsExactly("request", "response");
        assertThat(entries().getLast().status()).isEqualTo(409);
        assertThat(entries().getLast().error()).contains("north");
        assertThat(entries().getFirst().changes()).isEmpty();
    }

    @Test
    void readsAndNobodyLeaveNoEntries() {
        for (var operation : List.of(
                operation("GET", "/v1/region", "listRegions"),
                operation("POST", "/v1/machine/find", "findMachines"),
                operation("POST", "/v1/switch/{id}/notify", "notifySwitch"),
                operation("POST", "/v1/switch/{id}/fabric", "reportSwitchFabric"),
                operation("POST", "/v1/zone/check", "checkZones"))) {
            audit.audited(operation, asked(ADA, "{}"), () -> Answer.ok(""));
        }
        audit.audited(operation("PUT", "/v1/region", "createRegion"), asked(Caller.GUEST, "{}"), () -> Answer.ok(""));

        assertThat(entries()).isEmpty();
    }

    @Test
    void whoLooksAtAConsolePasswordIsToldAndThePasswordIsNot() {
        var operation = operation("GET", "/v1/machine/consolepassword", "getMachineConsolePassword");

        audit.audited(operation, asked(ADA, "{\"id\":\"m1\"}"), () -> Answer.ok(Map.of("console_password", "geheim")));

        assertThat(entries()).hasSize(2);
        assertThat(entries().toString()).doesNotContain("geheim");
    }

    @Test
    void bodiesOfThePlantsOwnOperationsAreNotKept() {
        var operation = operation("POST", "/v1/federation/join", "joinFederation");

        audit.audited(operation, asked(ADA, "{\"anything\":\"geheim\"}"), () -> Answer.ok(Map.of("x", "geheim")));

        assertThat(entries()).hasSize(2);
        assertThat(entries().toString()).doesNotContain("geheim");
    }

    @Test
    void anOrderOfMachinesIsToldWithoutWhatTheyGet() {
        var order = new MachineOrder(
                "o1",
                Rule.STRICT,
                1,
                new MachineOrder.Orderer("ada@example.org", "Ada", "tnnt", "ADMIN"),
                "shop",
                "sum",
                "{\"user_data\":\"geheim\"}",
                List.of(),
                List.of(),
                MachineOrder.State.RUNNING,
                "",
                Stamp.fresh(world));
        var stored = new AuditingStore(store, world);

        audit.audited(operation("POST", "/v1/machine/allocate-many", "allocateMachines"), asked(ADA, "{}"), () -> {
            stored.run("order-create", tx -> tx.orders().insert(order));
            return Answer.created(new IdOnly("o1"));
        });

        assertThat(entries().getFirst().changes())
                .extracting(AuditDocument.Change::kind)
                .containsExactly("order");
        assertThat(entries().toString()).contains("shop").doesNotContain("geheim");
    }

    @Test
    void longAndBrokenBodiesAreCut() {
        assertThat(Redaction.body(
                        "{\"a\":\"%s\"}".formatted("x".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .hasSizeLessThan(17_000)
                .endsWith("(100008 characters)");
        assertThat(Redaction.body(new byte[] {1, 2, 3})).isEqualTo("(3 bytes that are no JSON)");
        assertThat(Redaction.body("[{\"Auth_Key\":\"x\",\"ssh_pub_keys\":[\"a\"]}]".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("[{\"Auth_Key\":\"***\",\"ssh_pub_keys\":[\"a\"]}]");
    }
}
