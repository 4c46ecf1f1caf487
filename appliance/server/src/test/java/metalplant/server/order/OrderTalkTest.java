package metalplant.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import metalplant.core.order.OrderPlants.Told;
import metalplant.core.order.OrderPlants.Wish;
import metalplant.core.store.InMemoryStore;
import metalplant.door.Role;
import metalplant.model.Stamp;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.router.exchange.PlantLines;
import metalplant.router.exchange.Waits;
import metalplant.router.plants.Indoors;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.router.plants.Plants;
import metalplant.server.peer.RequestMemory;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderTalkTest {
    private static final MachineOrder.Orderer SOMEBODY = new MachineOrder.Orderer("a@b", "a", "t", "EDIT");
    private static final String MACHINE = "{\"id\":\"m1\",\"allocation\":{\"allocationuuid\":\"a1\"}}";

    private final SimulatedWorld world = SimulatedWorld.seeded(5);
    private final InMemoryStore store = new InMemoryStore();
    private final List<Indoors.Asked> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "[]";
    private RequestMemory memory = new RequestMemory(store, world, 100);
    private final PlantLines lines = new PlantLines(
            Plants.fixed(
                    "north",
                    List.of(new Plant(
                            "north",
                            List.of("p1"),
                            URI.create("http://127.0.0.1:1/metal"),
                            new PlantLink.Here(this::answer),
                            Role.ADMIN,
                            Set.of(),
                            true))),
            Waits.DEFAULT,
            world);
    private final OrderTalk talk = new OrderTalk(() -> Optional.of(new OrderTalk.Ways(lines, memory)), world);

    @AfterEach
    void close() {
        lines.close();
    }

    private Indoors.Said answer(Indoors.Asked question) {
        asked.add(question);
        var text = switch (question.target()) {
            case "/v1/partition" ->
                "[{\"id\":\"p1\",\"zoneid\":\"a\"},{\"id\":\"p2\",\"zoneid\":\"b\"},{\"id\":\"p3\"}]";
            case "/v1/partition/capacity" ->
                "[{\"id\":\"p1\",\"servers\":[{\"size\":\"c1\",\"free\":2},{\"size\":\"x\",\"free\":9}]},{\"id\":\"p2\",\"servers\":[]}]";
            case "/v1/network/find" -> """
                    [{"id":"n1","partitionid":"p1","parentnetworkid":"s"},
                     {"id":"n2","partitionid":"p1","parentnetworkid":"s"},
                     {"id":"own","partitionid":"","parentnetworkid":null},
                     {"id":"super","partitionid":"p2","parentnetworkid":null,"privatesuper":true}]""";
            default -> answer;
        };
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Indoors.Said(status, Map.of(), bytes.length, new ByteArrayInputStream(bytes));
    }

    private MachineOrder order() {
        var slot = Slot.planned(2, new Place("north", "a", "p1", "n1", 2, ""), new UUID(1, 2));
        return new MachineOrder(
                "o",
                Rule.STRICT,
                1,
                SOMEBODY,
                "P",
                "",
                "{\"name\":\"node\",\"projectid\":\"P\",\"sizeid\":\"c1\",\"tags\":[\"x=y\"],\"networks\":[{\"networkid\":\"internet\"}]}",
                List.of(),
                List.of(slot),
                MachineOrder.State.RUNNING,
                "",
                Stamp.fresh(world));
    }

    private static Slot slot(MachineOrder order) {
        return order.slots().getFirst();
    }

    private List<String> targets() {
        return asked.stream().map(each -> each.verb() + " " + each.target()).toList();
    }

    @Test
    void aPlantSaysWhatIsFreeAndWhichNetworkIsTheProjects() {
        var seen = talk.look(new Wish(
                "{\"projectid\":\"P\",\"sizeid\":\"c1\",\"networks\":[{\"networkid\":\"n2\"},{\"networkid\":\"internet\"}]}",
                SOMEBODY));

        assertThat(seen.silent()).isEmpty();
        assertThat(seen.template()).contains("internet").doesNotContain("n2");
        assertThat(seen.places())
                .containsExactly(
                        new Place("north", "a", "p1", "n2", 2, ""),
                        new Place("north", "b", "p2", "", 0, "the project has no network there: allocate one"),
                        new Place("north", "", "p3", "", 0, "the project has no network there: allocate one"));
    }

    @Test
    void ofSeveralNetworksOneHasToBeNamed() {
        var seen = talk.look(new Wish("{\"projectid\":\"P\",\"sizeid\":\"c1\"}", SOMEBODY));

        assertThat(seen.places().getFirst().unfit()).isEqualTo("the project has the networks n1, n2 there: name one");
    }

    @Test
    void aPlantThatFailsIsSilent() {
        status = 503;
        assertThat(talk.look(new Wish("{}", SOMEBODY)).silent()).containsExactly("north");
    }

    @Test
    void aSlotIsAnOrdinaryAllocationInItsCallersName() {
        answer = MACHINE;
        var order = order();

        assertThat(talk.allocate(order, slot(order))).isEqualTo(new Told.Made("m1", "a1"));

        assertThat(targets()).containsExactly("POST /v1/machine/allocate");
        assertThat(asked.getFirst().caller().email()).isEqualTo("a@b");
        assertThat(new String(asked.getFirst().body(), StandardCharsets.UTF_8))
                .contains("\"name\":\"node-2\"", "\"partitionid\":\"p1\"", "\"n1\"", "\"internet\"", "\"x=y\"")
                .contains("plant.metal-stack.io/order=o.2");
    }

    @Test
    void anIdIsTakenOnceAndItsAnswerIsKept() {
        answer = MACHINE;
        var order = order();
        assertThat(talk.became(order, slot(order))).isEqualTo(new Told.Unheard());
        talk.allocate(order, slot(order));
        asked.clear();

        assertThat(talk.allocate(order, slot(order))).isEqualTo(new Told.Made("m1", "a1"));
        assertThat(talk.became(order, slot(order))).isEqualTo(new Told.Made("m1", "a1"));
        assertThat(asked).isEmpty();
    }

    @Test
    void aPlantThatDiedInTheMiddleIsAskedForTheTag() {
        var order = order();
        memory.beginHere("allocateMachine", slot(order).request().toString());
        memory = new RequestMemory(store, world, 100);

        assertThat(talk.became(order, slot(order))).isEqualTo(new Told.Lapsed());
        answer = "[" + MACHINE + "]";
        assertThat(talk.became(order, slot(order))).isEqualTo(new Told.Made("m1", "a1"));
        assertThat(new String(asked.getLast().body(), StandardCharsets.UTF_8)).contains("order=o.2");
    }

    @Test
    void aRefusalIsToldInThePlantsOwnWords() {
        status = 422;
        answer = "\"{\\\"statuscode\\\":422,\\\"message\\\":\\\"no machine available\\\"}\"";
        var order = order();

        assertThat(talk.allocate(order, slot(order))).isEqualTo(new Told.Refused("no machine available"));
        assertThat(talk.became(order, slot(order))).isEqualTo(new Told.Refused("no machine available"));
    }

    @Test
    void anIdThatWasBurntMakesNoMachine() {
        status = 404;
        answer = "\"{}\"";
        var order = order();
        assertThat(talk.burn(order, slot(order))).isEqualTo(new Told.Unheard());

        status = 200;
        answer = MACHINE;
        assertThat(talk.allocate(order, slot(order))).isInstanceOf(Told.Refused.class);
        assertThat(targets()).noneMatch(target -> target.contains("allocate\""));
        assertThat(targets()).hasSize(1);
    }

    @Test
    void aMachineThatIsSomebodyElsesByNowCountsAsFreed() {
        status = 409;
        answer = "\"{}\"";
        var order = order();
        var made = slot(order).made("m1", "a1", world.now());

        assertThat(talk.free(order, made)).isEqualTo(new Told.Unheard());
        assertThat(targets()).containsExactly("DELETE /v1/machine/m1/free?allocationuuid=a1");
        status = 503;
        assertThat(talk.free(order, made)).isInstanceOf(Told.Refused.class);
    }
}
