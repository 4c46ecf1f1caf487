package metalplant.testkit.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import metalplant.core.saga.Saga;
import metalplant.core.saga.SagaConfig;
import metalplant.core.saga.SagaEngine;
import metalplant.core.saga.StepOutcome;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.model.saga.SagaRecord;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.life.CrashingStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SagaEngineTest {
    private static final SagaConfig CONFIG = new SagaConfig(
            Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 3, 8);

    private final SimulatedWorld world = SimulatedWorld.seeded(3);
    private final Store store = new InMemoryStore();
    private final List<String> did = new ArrayList<>();
    private final Map<String, Integer> failuresLeft = new HashMap<>();
    private boolean ready = true;

    private final Saga saga = Saga.named("three")
            .step("a", _ -> work("a"), _ -> undo("a"))
            .step("b", _ -> work("b"), _ -> undo("b"))
            .step("c", _ -> work("c"), _ -> undo("c"))
            .build();

    private StepOutcome work(String step) {
        did.add(step);
        if (failuresLeft.merge(step, -1, Integer::sum) >= 0) {
            throw new IllegalStateException("step " + step + " fails");
        }
        return ready ? StepOutcome.done() : StepOutcome.notYet(Duration.ofSeconds(5));
    }

    private void undo(String step) {
        did.add("-" + step);
        if (failuresLeft.merge("-" + step, -1, Integer::sum) >= 0) {
            throw new IllegalStateException("undo " + step + " fails");
        }
    }

    private SagaEngine engine(Store on) {
        return new SagaEngine(on, world, Runnable::run, world.newId().toString(), CONFIG, List.of(saga));
    }

    private void begin() {
        store.run("begin", tx -> {
            tx.sagas().insert(saga.begin(world.newId(), "m1", "", world.now(), world.now()));
            return true;
        });
    }

    private List<SagaRecord> unfinished() {
        return store.read("subject", tx -> tx.sagas().ofSubject("m1"));
    }

    private void pass(SagaEngine engine, Duration time) {
        for (var left = time; left.isPositive(); left = left.minusSeconds(1)) {
            world.advance(Duration.ofSeconds(1));
            engine.kick();
        }
    }

    @Test
    void allStepsRunInTheirOrderAndThenTheSagaIsGone() {
        begin();
        engine(store).kick();

        assertThat(did).containsExactly("a", "b", "c");
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void aStepThatFailsOnceRunsAgainAfterAPause(String step) {
        failuresLeft.put(step, 1);
        begin();
        var engine = engine(store);
        engine.kick();
        assertThat(unfinished()).singleElement().satisfies(record -> {
            assertThat(record.attempts()).isEqualTo(1);
            assertThat(record.error()).isEqualTo("step " + step + " fails");
            assertThat(record.owner()).isEmpty();
        });

        pass(engine, Duration.ofSeconds(3));

        assertThat(did).containsSubsequence("a", "b", "c");
        assertThat(did).hasSize(4);
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, -a", "b, -b -a", "c, -c -b -a"})
    void aStepThatFailsTooOftenTurnsTheSagaAround(String step, String undone) {
        failuresLeft.put(step, 99);
        begin();
        pass(engine(store), Duration.ofSeconds(20));

        assertThat(did.stream().filter(step::equals)).hasSize(CONFIG.triesMax());
        assertThat(did.stream().filter(name -> name.startsWith("-"))).containsExactly(undone.split(" "));
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void anUndoThatFailsIsTriedUntilItWorks() {
        failuresLeft.put("b", 99);
        failuresLeft.put("-b", 5);
        begin();
        pass(engine(store), Duration.ofMinutes(3));

        assertThat(did.stream().filter("-b"::equals)).hasSize(6);
        assertThat(did).endsWith("-a");
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whoDiesAfterAnyCommitIsFollowedByWhoFindsTheLeaseOver(int commits) {
        begin();
        var dying = engine(new CrashingStore(store, commits));
        try {
            dying.kick();
        } catch (CrashingStore.Crash crash) {
            // Its lease stays behind.
        }
        var next = engine(store);
        next.kick();
        int before = did.size();
        assertThat(unfinished().isEmpty()).isEqualTo(commits == 4);

        pass(next, Duration.ofMinutes(2));

        assertThat(did).containsSubsequence("a", "b", "c");
        assertThat(did.size()).isGreaterThanOrEqualTo(before);
        assertThat(unfinished()).isEmpty();
    }

    private SagaEngine process(Store on, String name) {
        return new SagaEngine(on, world, Runnable::run, name, CONFIG, List.of(saga));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whoStartsAgainGoesOnAtOnceWhereverItsLastProcessDied(int commits) {
        begin();
        try {
            process(new CrashingStore(store, commits), "north#1").kick();
        } catch (CrashingStore.Crash crash) {
            // Its lease stays behind.
        }
        var before = world.now();

        process(store, "south#1").takeOver("south#");
        assertThat(unfinished().isEmpty()).isEqualTo(commits == 4);
        process(store, "north#2").takeOver("north#");

        assertThat(world.now()).isEqualTo(before);
        assertThat(did).containsSubsequence("a", "b", "c");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void whatWasTakenAwayFromAProcessThatIsAliveAfterAllItDoesNotGoOnWith() {
        begin();
        var next = process(store, "north#2");
        var slow = Saga.named("three")
                .step("a", _ -> whileOther(next), Saga.Undo.nothing("test"))
                .step("b", _ -> work("b again"), Saga.Undo.nothing("test"))
                .build();
        new SagaEngine(store, world, Runnable::run, "north#1", CONFIG, List.of(slow)).kick();

        assertThat(did).containsExactly("a", "b", "c");
        assertThat(unfinished()).isEmpty();
    }

    private StepOutcome whileOther(SagaEngine next) {
        next.takeOver("north#");
        return StepOutcome.done();
    }

    @Test
    void whatThisProcessBeganBeforeItTookOverItDoesOnce() {
        begin();
        var engines = new ArrayList<SagaEngine>();
        var again = Saga.named("three")
                .step("a", _ -> whileOther(engines.getFirst()), Saga.Undo.nothing("test"))
                .step("b", _ -> work("b"), Saga.Undo.nothing("test"))
                .build();
        engines.add(new SagaEngine(store, world, Runnable::run, "north#1", CONFIG, List.of(again)));
        engines.getFirst().kick();

        assertThat(did).containsExactly("b");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void waitingIsNoFailure() {
        ready = false;
        begin();
        var engine = engine(store);
        pass(engine, Duration.ofMinutes(2));
        assertThat(did).containsOnly("a").hasSizeGreaterThan(CONFIG.triesMax());

        ready = true;
        pass(engine, Duration.ofSeconds(6));
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void twoEnginesDoNotRunOneSagaAtOnce() {
        begin();
        var other = engine(store);
        var nested = Saga.named("three")
                .step("a", _ -> runOther(other), Saga.Undo.nothing("test"))
                .build();
        new SagaEngine(store, world, Runnable::run, "first", CONFIG, List.of(nested)).kick();

        assertThat(did).containsExactly("other saw nothing");
    }

    private StepOutcome runOther(SagaEngine other) {
        int before = did.size();
        other.kick();
        did.add(did.size() == before ? "other saw nothing" : "other ran it too");
        return StepOutcome.done();
    }
}
