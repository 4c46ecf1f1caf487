package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import metalplant.core.federation.FederationRunner;
import metalplant.core.federation.FederationShell;
import metalplant.core.federation.Notices;
import metalplant.core.federation.PlantIdentity;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.federation.Sightings;
import metalplant.core.store.FederationTable.Log;
import metalplant.core.store.InMemoryStore;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.Test;

/** The runner with its own threads and the system's clock. Takes a second of the federation's 5 minutes. */
class FederationRunnerTest {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Acceptance ACCEPTANCE = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);

    private final InMemoryStore store = new InMemoryStore();
    private final SelfInFederation self = new SelfInFederation();
    private final List<String> alarms = new CopyOnWriteArrayList<>();

    private static Bytes seed(int first) {
        var seed = new byte[Ed25519.SEED_SIZE];
        seed[0] = (byte) first;
        return Bytes.of(seed);
    }

    private FederationRunner runner() {
        return runner(new SystemWorld(), alarms::add);
    }

    private FederationRunner runner(World world, Consumer<String> onAlarm) {
        return new FederationRunner(shell(world), world, ports(carrier(), onAlarm), TICK);
    }

    private static Carrier carrier() {
        return new TestCarriers(new TestLinks(1), ACCEPTANCE, _ -> 0).of(0);
    }

    private FederationShell shell(World world) {
        var signer = Ed25519.signer(seed(1));
        var record = new MemberRecord(
                signer.key(), "north", 1, new Incarnation(0, seed(0).first(16)), Bytes.EMPTY, Bytes.EMPTY, "");
        return new FederationShell(
                store,
                world,
                new PlantIdentity(record, "peer", signer),
                ACCEPTANCE,
                PlantConfig.DEFAULT,
                self,
                Sightings.NONE);
    }

    private FederationRunner.Ports ports(Carrier carrier, Consumer<String> onAlarm) {
        var notices = new Notices() {
            @Override
            public void plan(JoinPlan plan) {
                alarms.add("a plan that nobody asked for");
            }

            @Override
            public void alarm(String text) {
                onAlarm.accept(text);
            }
        };
        return new FederationRunner.Ports(carrier, (_, _) -> {}, notices);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("federation"))
                .count();
    }

    private int entries() {
        return store.<Integer>read(
                "test", tx -> tx.federation().entries(Log.OWN, 0, 10).size());
    }

    @Test
    void aPlantThatIsAloneHasNoThread() {
        try (var runner = runner()) {
            runner.start();

            assertThat(threads()).isZero();
        }
    }

    @Test
    void ordersReachTheLedgerAndStrangersDoNoHarm() {
        try (var runner = runner()) {
            runner.start();
            var stranger = Ed25519.signer(seed(9)).key().plant();

            var answer = runner.order(new Event.Found(new UUID(1, 2), Ed25519.signer(seed(2)), List.of()))
                    .join();
            for (int i = 0; i < 5_000; i++) {
                runner.received(stranger, new Message.Chunk(List.of(seed(i))));
            }

            assertThat(answer.phase()).isEqualTo(Phase.MEMBER);
            Eventually.until("the plant has its number", () -> self.windows().isPresent());
            assertThat(entries()).isGreaterThanOrEqualTo(3);
        }
        Eventually.until("its threads are gone", () -> threads() == 0);
    }

    @Test
    void aBreakGlassThatIsRefusedStopsNoVoter() {
        try (var runner = runner()) {
            runner.start();
            var recovery = Ed25519.signer(seed(2));
            runner.order(new Event.Found(new UUID(1, 2), recovery, List.of())).join();
            var drawn = new AtomicInteger();

            var refused = runner.breakGlass(Ed25519.signer(seed(3)), () -> "peer-" + drawn.incrementAndGet())
                    .join();
            assertThat(refused.done()).isFalse();
            assertThat(refused.alarms()).singleElement().asString().contains("break-glass refused");
            assertThat(drawn).hasValue(0);
            Eventually.until("the voter goes on", () -> self.windows().isPresent());

            var broken = runner.breakGlass(recovery, () -> "peer-" + drawn.incrementAndGet())
                    .join();
            assertThat(broken.done()).isTrue();
            assertThat(runner.state().orElseThrow().federation().epoch().number())
                    .isEqualTo(1);
            assertThat(drawn).hasValue(1);
        }
        Eventually.until("its threads are gone", () -> threads() == 0);
    }

    @Test
    void aFloodThatLeavesNoRoomForTheTickDoesNotStopTheClock() throws InterruptedException {
        var world = SimulatedWorld.seeded(1);
        var stuck = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        try (var runner = runner(world, _ -> {
            stuck.countDown();
            await(goesOn);
        })) {
            runner.start();
            runner.order(new Event.Found(new UUID(1, 2), Ed25519.signer(seed(2)), List.of()))
                    .join();
            var stranger = Ed25519.signer(seed(9)).key().plant();
            runner.received(stranger, new Message.Chunk(List.of(seed(0))));
            stuck.await();
            for (int i = 0; i < 5_000; i++) {
                runner.received(stranger, new Message.Chunk(List.of(seed(i))));
            }

            world.advance(TICK);
            goesOn.countDown();

            Eventually.until("the plant has its number, for which it takes ticks", () -> {
                world.advance(TICK);
                return self.windows().isPresent();
            });
        }
    }

    @Test
    void aLedgerThatCannotBeOpenedAtOnceIsOpenedAgain() {
        // given: a carrier that fails on the thread that hands the opening over, before that one goes on
        var world = SimulatedWorld.seeded(1);
        var tries = new AtomicInteger();
        try (var runner =
                FederationRunner.inline(shell(world), world, ports(opensLater(carrier(), tries), alarms::add), TICK)) {
            runner.start();
            // when
            runner.order(new Event.Found(new UUID(1, 2), Ed25519.signer(seed(2)), List.of()))
                    .join();
            // then
            Eventually.until("the plant has its number, for which its ledger must be open", () -> {
                world.advance(TICK);
                return self.windows().isPresent();
            });
            assertThat(tries).hasValue(3);
        }
    }

    /** Opens at the third try. */
    private static Carrier opensLater(Carrier carrier, AtomicInteger tries) {
        return (Carrier) Proxy.newProxyInstance(
                Carrier.class.getClassLoader(), new Class<?>[] {Carrier.class}, (_, method, words) -> {
                    if (method.getName().equals("open") && tries.incrementAndGet() < 3) {
                        throw Problem.of(ProblemCode.PLANT_UNREACHABLE, "no tunnel yet");
                    }
                    try {
                        return method.invoke(carrier, words);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
