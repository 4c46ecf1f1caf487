package metalplant.testkit.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.order.MachineOrders;
import metalplant.core.order.OrderConfig;
import metalplant.core.order.OrderSteps;
import metalplant.core.saga.SagaConfig;
import metalplant.core.saga.SagaEngine;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.MachineOrder.State;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.model.project.Project;
import metalplant.model.region.Zone;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineOrdersTest {
    private static final MachineOrder.Orderer SOMEBODY = new MachineOrder.Orderer("a@b", "a", "t", "EDIT");

    private SimulatedWorld world = SimulatedWorld.seeded(7);
    private Store store = new InMemoryStore();
    private ToyPlants plants = new ToyPlants();

    @BeforeEach
    void prepare() {
        world = SimulatedWorld.seeded(7);
        store = new InMemoryStore();
        plants = new ToyPlants();
        store.run("prepare", tx -> {
            tx.projects().insert(new Project("p", "p", "", "t", Quotas.NONE, Meta.EMPTY, Stamp.fresh(world)));
            for (var zone : List.of("a", "b", "c")) {
                tx.zones().insert(new Zone(zone, "r", "", "", Map.of(), Stamp.fresh(world)));
            }
            return true;
        });
    }

    private static MachineOrders.Create wish(Rule rule, int count, String... zones) {
        return new MachineOrders.Create(Optional.of(new UUID(1, 2)), rule, count, List.of(zones), "p", "{}", SOMEBODY);
    }

    /** One process of the plant that looks after orders. */
    private final class Process {
        private final ToyPlants.Life life;
        private final MachineOrders orders;
        private final SagaEngine engine;

        Process(ToyPlants.Life life) {
            this.life = life;
            plants.life = life;
            var mortal = new MortalStore(store, life);
            var steps = new OrderSteps(mortal, world, OrderConfig.DEFAULT, plants);
            this.engine = new SagaEngine(
                    mortal, world, Runnable::run, world.newId().toString(), SagaConfig.DEFAULT, List.of(steps.saga()));
            this.orders = new MachineOrders(mortal, world, OrderConfig.DEFAULT, plants, steps, () -> {});
        }

        MachineOrder order(MachineOrders.Create wish) {
            return orders.create(wish);
        }

        void run(Duration time) {
            for (var left = time; left.isPositive() && !life.isOver(); left = left.minusSeconds(1)) {
                try {
                    engine.kick();
                } catch (ToyPlants.Life.Death _) {
                    // Its lease stays behind.
                }
                world.advance(Duration.ofSeconds(1));
            }
        }
    }

    private Process living() {
        return new Process(new ToyPlants.Life(Integer.MAX_VALUE));
    }

    private MachineOrder now() {
        return store.read("now", tx -> tx.orders().get(new UUID(1, 2).toString()));
    }

    private List<String> partitions() {
        return now().slots().stream()
                .filter(slot -> slot.state() == Slot.State.MADE)
                .map(slot -> slot.place().partition())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void machinesAreSpreadOverTheZones(Rule rule) {
        plants.place("a", "a1", 3);
        plants.place("b", "b1", 3);
        var process = living();
        process.order(wish(rule, 4));
        process.run(Duration.ofSeconds(3));

        assertThat(now().state()).isEqualTo(State.DONE);
        assertThat(now().template()).isEmpty();
        assertThat(partitions()).containsExactly("a1", "a1", "b1", "b1");
        assertThat(plants.allocated).hasSize(4);
    }

    @Test
    void aStrictOrderThatCannotBeEvenIsRefusedAndSaysWhatIsFreeWhere() {
        plants.place("a", "a1", 5);
        plants.place("b", "b1", 1);
        plants.place("", "nowhere", 9);

        assertThatThrownBy(() -> living().order(wish(Rule.STRICT, 4)))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("a1 (plant plant-a1) 5", "b1 (plant plant-b1) 1", "in no zone", "nowhere");
        assertThat(plants.allocated).isEmpty();
    }

    @Test
    void aPlantThatIsNotHeardOfMayHaveAZoneToo() {
        plants.place("a", "a1", 5);
        plants.place("b", "b1", 5);
        plants.away.add("plant-b1");

        assertThatThrownBy(() -> living().order(wish(Rule.STRICT, 2))).hasMessageContaining("plant-b1");
        assertThatThrownBy(() -> living().order(wish(Rule.STRICT, 2, "a", "b")))
                .hasMessageContaining("b: no partition");
        assertThat(living().order(wish(Rule.STRICT, 2, "a")).slots()).hasSize(2);
    }

    @Test
    void theSameOrderSentAgainIsOneOrder() {
        plants.place("a", "a1", 5);
        var first = living().order(wish(Rule.BEST_EFFORT, 2));

        assertThat(living().order(wish(Rule.BEST_EFFORT, 2))).isEqualTo(first);
        assertThatThrownBy(() -> living().order(wish(Rule.BEST_EFFORT, 3))).hasMessageContaining("already exists");
    }

    @Test
    void bestEffortGoesWhereThereIsRoomAndSaysWhyItIsFewer() {
        plants.place("a", "a1", 2);
        plants.place("b", "b1", 2);
        var process = living();
        process.order(wish(Rule.BEST_EFFORT, 4));
        plants.free.put("b1", 0);
        process.run(Duration.ofSeconds(10));

        assertThat(now().state()).isEqualTo(State.DONE);
        assertThat(partitions()).containsExactly("a1", "a1");
        assertThat(now().why()).isEqualTo("no machine available");
    }

    @Test
    void aStrictOrderThatIsRefusedSomewhereFreesAll() {
        plants.place("a", "a1", 2);
        plants.place("b", "b1", 2);
        var process = living();
        process.order(wish(Rule.STRICT, 4));
        plants.free.put("b1", 1);
        process.run(Duration.ofSeconds(10));

        assertThat(now().state()).isEqualTo(State.FAILED);
        assertThat(now().why()).isEqualTo("b1: no machine available");
        assertThat(plants.allocated).isEmpty();
        assertThat(now().slots()).allMatch(slot -> slot.state().isEmpty());
    }

    @Test
    void aFreeThatWaitsForAPlantThatIsCutOffIsShownAndDoneLater() {
        plants.place("a", "a1", 2);
        plants.place("b", "b1", 2);
        var process = living();
        process.order(wish(Rule.STRICT, 4));
        plants.free.put("b1", 1);
        plants.refusing = () -> plants.away.add("plant-a1");
        process.run(Duration.ofMinutes(2));

        assertThat(now().state()).isEqualTo(State.TAKING_BACK);
        assertThat(now().slots()).anySatisfy(slot -> {
            assertThat(slot.place().partition()).isEqualTo("a1");
            assertThat(slot.state().isEmpty()).isFalse();
            assertThat(slot.why()).isEqualTo("cut off");
        });
        assertThat(plants.allocated.values()).allMatch(machine -> machine.endsWith("@a1"));

        plants.away.clear();
        process.run(Duration.ofMinutes(12));
        assertThat(now().state()).isEqualTo(State.FAILED);
        assertThat(plants.allocated).isEmpty();
    }

    @Test
    void anAnswerThatGotLostIsAskedForAndNothingIsMadeTwice() {
        plants.place("a", "a1", 3);
        var process = living();
        process.order(wish(Rule.STRICT, 1, "a"));
        plants.losing.add("plant-a1");
        process.run(Duration.ofSeconds(10));

        assertThat(now().state()).isEqualTo(State.DONE);
        assertThat(plants.allocated).hasSize(1);
    }

    @Test
    void whatArrivesAfterTheOrderWasTakenBackMakesNoMachine() {
        plants.place("a", "a1", 3);
        plants.place("b", "b1", 3);
        // Dies with the first request on its way: written down as sent, and not there yet.
        var process = new Process(new ToyPlants.Life(Integer.MAX_VALUE));
        var order = process.order(wish(Rule.STRICT, 2));
        var sent = store.run(
                "sent",
                tx -> tx.orders().update(order.with(order.slots().getFirst().at(Slot.State.SENT, "", world.now()))));
        plants.free.put("b1", 0);
        plants.away.add("plant-a1");
        process.run(Duration.ofMinutes(1));
        assertThat(now().state()).isEqualTo(State.TAKING_BACK);

        plants.away.clear();
        process.run(Duration.ofMinutes(12));
        plants.arriveLate(sent, sent.slots().getFirst());

        assertThat(now().state()).isEqualTo(State.FAILED);
        assertThat(plants.allocated).isEmpty();
    }

    /** Every commit, and every call before and behind its effect. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void whoeverIsKilledAtAnyStepIsFollowedByWhoFinishesTheOrder(Rule rule) {
        for (int steps = 2; ; steps++) {
            prepare();
            plants.place("a", "a1", 2);
            plants.place("b", "b1", 2);
            living().order(wish(rule, 3));
            var dying = new Process(new ToyPlants.Life(steps));
            dying.run(Duration.ofSeconds(5));
            if (!dying.life.isOver()) {
                assertThat(steps).isGreaterThan(10);
                return;
            }
            living().run(Duration.ofMinutes(3));

            assertThat(now().state()).as("killed at step %d", steps).isEqualTo(State.DONE);
            assertThat(plants.allocated).as("killed at step %d", steps).hasSize(3);
            assertThat(partitions()).containsExactly("a1", "a1", "b1");
        }
    }

    @Test
    void whoeverIsKilledWhileTakingBackIsFollowedByWhoFreesTheRest() {
        for (int steps = 2; ; steps++) {
            prepare();
            plants.place("a", "a1", 2);
            plants.place("b", "b1", 2);
            living().order(wish(Rule.STRICT, 4));
            plants.free.put("b1", 1);
            var dying = new Process(new ToyPlants.Life(steps));
            dying.run(Duration.ofSeconds(5));
            if (!dying.life.isOver()) {
                assertThat(steps).isGreaterThan(20);
                return;
            }
            living().run(Duration.ofMinutes(3));

            assertThat(now().state()).as("killed at step %d", steps).isEqualTo(State.FAILED);
            assertThat(plants.allocated).as("killed at step %d", steps).isEmpty();
        }
    }

    /** Dies with its process: before and behind each commit. */
    private record MortalStore(Store store, ToyPlants.Life life) implements Store {
        @Override
        public <T> T run(String name, Work<T> work) {
            life.step();
            var value = store.run(name, work);
            life.step();
            return value;
        }

        @Override
        public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
            life.step();
            var value = store.run(name, landed, work);
            life.step();
            return value;
        }

        @Override
        public <T> T read(String name, Work<T> work) {
            life.require();
            return store.read(name, work);
        }

        @Override
        public boolean reachable() {
            return true;
        }
    }
}
