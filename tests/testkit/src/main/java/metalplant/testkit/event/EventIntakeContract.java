package metalplant.testkit.event;

import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.machine.TestMachines.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import metalplant.core.event.EventIntake;
import metalplant.core.event.EventIntakeConfig;
import metalplant.core.event.Events;
import metalplant.core.event.IncomingEvent;
import metalplant.core.event.LivelinessJob;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What the intake of events promises on every store. */
public abstract class EventIntakeContract {
    private static final EventIntakeConfig CONFIG = new EventIntakeConfig(50, 1_000, Duration.ofSeconds(30));

    private final SimulatedWorld world = SimulatedWorld.seeded(7);

    /** An empty store. */
    protected abstract Store store();

    private EventIntake intake(Store store) {
        return new EventIntake(store, world, CONFIG).start();
    }

    private static IncomingEvent event(EventType type) {
        return new IncomingEvent(type.wire(), "");
    }

    private Optional<ProvisioningEvents> events(String machineId) {
        return store().read("events", tx -> tx.events().find(machineId));
    }

    private boolean exists(String machineId) {
        return store().read("machine", tx -> tx.machines().find(machineId)).isPresent();
    }

    @Test
    public void anEventOfAnUnknownMachineMakesTheMachine() {
        try (var intake = intake(store())) {
            var result = intake.send(Map.of(id(1), new IncomingEvent("PXE Booting", "hello")));

            assertThat(result).isEqualTo(new EventIntake.Result(1, List.of()));
        }

        Machine made = store().read("machine", tx -> tx.machines().get(id(1)));
        assertThat(made).isEqualTo(Machine.unknown(id(1), world.now()).withChanged(world.now(), 1));
        var newest = events(id(1)).orElseThrow().newest().orElseThrow();
        assertThat(newest.event()).isEqualTo(EventType.PXE_BOOTING);
        assertThat(newest.message()).isEqualTo("hello");
        assertThat(newest.time()).isEqualTo(world.now());
    }

    @Test
    public void whatIsNoEventOrNoMachineFailsAloneInItsCall() {
        var events = new LinkedHashMap<String, IncomingEvent>();
        events.put(id(1), event(EventType.PREPARING));
        events.put(id(2), new IncomingEvent("Dancing", ""));
        events.put("", event(EventType.PREPARING));
        events.put("x".repeat(65), event(EventType.PREPARING));
        events.put("a b", event(EventType.PREPARING));
        try (var intake = intake(store())) {
            var result = intake.send(events);

            assertThat(result.stored()).isEqualTo(1);
            assertThat(result.failed()).containsExactly("", id(2), "a b", "x".repeat(65));
        }
        assertThat(exists(id(1))).isTrue();
        assertThat(exists(id(2))).isFalse();
    }

    @Test
    public void aMachineThatWasDeletedComesBackWithItsNextEvent() {
        try (var intake = intake(store())) {
            intake.send(id(1), EventType.PXE_BOOTING, "");
            store().run("delete", tx -> {
                tx.events().delete(id(1));
                tx.machines().delete(id(1));
                return true;
            });

            intake.send(id(1), EventType.PXE_BOOTING, "");
        }

        assertThat(exists(id(1))).isTrue();
        assertThat(events(id(1)).orElseThrow().log()).hasSize(1);
    }

    @Test
    public void aKnownMachineStaysAsItIs() {
        store().run("insert", tx -> tx.machines().insert(registered(1, "rack-1")));
        try (var intake = intake(store())) {
            intake.send(id(1), EventType.WAITING, "");
        }

        Machine machine = store().read("machine", tx -> tx.machines().get(id(1)));
        assertThat(machine.rackId()).isEqualTo("rack-1");
        assertThat(machine.revision()).isEqualTo(1);
    }

    @Test
    public void aMessageIsBoundedAndStorable() {
        try (var intake = intake(store())) {
            intake.send(id(1), EventType.CRASHED, "a" + (char) 0 + "b".repeat(100_000));
        }

        var message = events(id(1)).orElseThrow().newest().orElseThrow().message();
        assertThat(message).hasSize(2_000).startsWith("a\uFFFDb");
    }

    @Test
    public void aClockThatWasSetBackDoesNotMakeThePlantDeaf() {
        store().run("append", tx -> {
            Events.append(tx, id(1), EventType.PREPARING, "", world.now().plusSeconds(3600));
            return true;
        });
        try (var intake = intake(store())) {
            intake.send(id(1), EventType.REGISTERING, "");
        }

        assertThat(events(id(1)).orElseThrow().newest().orElseThrow().event()).isEqualTo(EventType.REGISTERING);
    }

    @Test
    public void manySendersShareCommitsAndLoseNothing() throws Exception {
        var commits = new AtomicInteger();
        var counting = new PassingStore(store()) {
            @Override
            public <T> T run(String name, Work<T> work) {
                commits.incrementAndGet();
                return super.run(name, work);
            }
        };
        var threads = 16;
        var rounds = 40;
        try (var intake = intake(counting);
                var senders = Executors.newFixedThreadPool(threads)) {
            var started = new CountDownLatch(threads);
            IntFunction<Future<?>> send = thread -> senders.submit(() -> {
                started.countDown();
                started.await();
                for (int round = 0; round < rounds; round++) {
                    intake.send(id(thread), EventType.PLANNED_REBOOT, "r" + round);
                    intake.send(id(1000), EventType.PLANNED_REBOOT, thread + "/" + round);
                }
                return true;
            });
            for (var sender : IntStream.range(0, threads).mapToObj(send).toList()) {
                sender.get();
            }
        }

        for (int thread = 0; thread < threads; thread++) {
            assertThat(events(id(thread)).orElseThrow().newest().orElseThrow().message())
                    .isEqualTo("r" + (rounds - 1));
            assertThat(events(id(thread)).orElseThrow().log()).hasSize(ProvisioningEvents.LOG_MAX);
        }
        assertThat(commits.get()).isLessThan(threads * rounds * 2);
    }

    @Test
    public void aLargeMessageOfManyMachinesIsStoredWhole() {
        var events = new LinkedHashMap<String, IncomingEvent>();
        IntStream.range(0, 333).forEach(i -> events.put(id(i), event(EventType.PXE_BOOTING)));
        try (var intake = intake(store())) {
            assertThat(intake.send(events).stored()).isEqualTo(333);
        }

        Map<String, ProvisioningEvents> stored =
                store().read("events", tx -> tx.events().findAll(events.keySet()));
        assertThat(stored).hasSize(333);
    }

    @Test
    public void oneThatCannotBeStoredTakesNoOtherWithIt() {
        var choking = new PassingStore(store()) {
            @Override
            public <T> T run(String name, Work<T> work) {
                return super.run(name, tx -> {
                    T value = work.in(tx);
                    if (tx.machines().find(id(2)).isPresent()) {
                        throw new IllegalStateException("machine 2 is poison");
                    }
                    return value;
                });
            }
        };
        var events = new LinkedHashMap<String, IncomingEvent>();
        List.of(1, 2, 3).forEach(i -> events.put(id(i), event(EventType.PXE_BOOTING)));
        try (var intake = intake(choking)) {
            assertThat(intake.send(events)).isEqualTo(new EventIntake.Result(2, List.of(id(2))));
        }

        assertThat(exists(id(1))).isTrue();
        assertThat(exists(id(2))).isFalse();
        assertThat(exists(id(3))).isTrue();
    }

    @Test
    public void aDatabaseThatIsAwayIsToldToEverySender() {
        var away = new PassingStore(store()) {
            @Override
            public <T> T run(String name, Work<T> work) {
                throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "away");
            }
        };
        try (var intake = intake(away)) {
            assertThatThrownBy(() -> intake.send(id(1), EventType.PXE_BOOTING, ""))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
        }
    }

    @Test
    public void whoeverComesAfterTheEndIsSentAway() {
        var intake = intake(store());
        intake.close();

        assertThatThrownBy(() -> intake.send(id(1), EventType.PXE_BOOTING, "")).isInstanceOf(Problem.class);
    }

    @Test
    public void silenceIsSeenAfterFiveMinutesAndEndsWithTheNextEvent() {
        var job = new LivelinessJob(store(), world);
        try (var intake = intake(store())) {
            intake.send(id(1), EventType.PXE_BOOTING, "");
            world.advance(Duration.ofMinutes(5));
            assertThat(job.run()).isZero();

            world.advance(Duration.ofMillis(1));
            assertThat(job.run()).isEqualTo(1);
            assertThat(events(id(1)).orElseThrow().liveliness()).isEqualTo(Liveliness.DEAD);

            intake.send(id(1), EventType.PREPARING, "");
            assertThat(events(id(1)).orElseThrow().liveliness()).isEqualTo(Liveliness.ALIVE);
        }
    }

    @Test
    public void anEventWithinATransactionGoesWithIt() {
        assertThatThrownBy(() -> store().run("fail", tx -> append(tx, EventType.MACHINE_RECLAIM)))
                .isInstanceOf(Problem.class);

        assertThat(events(id(1))).isEmpty();
    }

    private boolean append(Tx tx, EventType type) {
        Events.append(tx, id(1), type, "free machine called", world.now());
        throw Problem.refused("no");
    }
}
