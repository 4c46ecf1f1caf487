package metalplant.testkit.restore;

import static metalplant.testkit.life.TestPlant.wants;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.boot.BootMachine;
import metalplant.core.boot.RegisterMachine;
import metalplant.core.boot.Registration;
import metalplant.core.boot.ReportInstallation;
import metalplant.core.boot.WaitRegistry;
import metalplant.core.boot.WaitStream;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.bus.InMemoryBus.Condition;
import metalplant.core.bus.Outbox;
import metalplant.core.event.EventIntake;
import metalplant.core.event.EventIntakeConfig;
import metalplant.core.event.IncomingEvent;
import metalplant.core.machine.ChangeMachine;
import metalplant.core.restore.Believed;
import metalplant.core.restore.Doubts;
import metalplant.core.restore.InMemoryHostLife;
import metalplant.core.restore.Lives;
import metalplant.core.restore.MarkingStore;
import metalplant.core.restore.ReconcileMachines;
import metalplant.core.store.Store;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.Switches;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.event.EventType;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Machine;
import metalplant.model.restore.PlantLife;
import metalplant.model.switches.Switch;
import metalplant.testkit.life.TestPlant;
import metalplant.testkit.machine.TestMachines;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a plant does, and above all does not do, after its database was put back. */
public abstract class RestoreContract {
    private static final String MACHINE = TestMachines.id(1);
    private static final String LEAF = "leaf01";

    private TestPlant plant;
    private InMemoryHostLife host;
    private Doubts doubts;
    private Lives lives;
    private ReconcileMachines reconcile;
    private EventIntake events;
    private WaitRegistry waits;

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void seed() {
        plant = TestPlant.on(store());
        host = new InMemoryHostLife();
        doubts = new Doubts(plant.store);
        lives = new Lives(plant.store, plant.world, host, () -> 0, doubts);
        reconcile = new ReconcileMachines(plant.store, doubts);
        events = new EventIntake(plant.store, plant.world, EventIntakeConfig.DEFAULT, doubts).start();
        waits = new WaitRegistry(plant.store, plant.world, "node", Runnable::run, 10);
        lives.begin(false);
    }

    @AfterEach
    public void end() {
        events.close();
    }

    private PlantLife life() {
        return lives.stored().orElseThrow();
    }

    private void putBack(PlantLife older) {
        plant.write(tx -> tx.life().save(older));
    }

    private void restore() {
        var before = life();
        lives.advance();
        putBack(before);
        assertThat(lives.begin(false).why()).contains("older than the host");
    }

    @Test
    public void aPlantThatIsOnlyStartedAgainGoesOnInItsLife() {
        var first = life();

        lives.advance();
        var second = lives.begin(false);

        assertThat(second.counter()).isEqualTo(first.counter());
        assertThat(second.mark()).isGreaterThan(first.mark());
        assertThat(second.restored()).isEmpty();
        assertThat(doubts.any()).isFalse();
    }

    @Test
    public void aCrashBetweenDatabaseAndHostIsNoRestore() {
        putBack(life().marked(life().mark() + 1));

        assertThat(lives.begin(false).restored()).isEmpty();
        assertThat(lives.begin(false).restored()).isEmpty();
    }

    @Test
    public void aCopyFromBeforeTheLastChangeIsNoticedHoweverYoung() {
        var marking = new MarkingStore(plant.store);
        var copy = life();

        marking.run("outbox-claim", _ -> true);
        lives.follow(marking);
        assertThat(life().mark()).as("what a plant does by itself").isEqualTo(copy.mark());

        marking.run("ip-free", _ -> true);
        marking.run("machine-allocate", _ -> Optional.empty(), _ -> true);
        lives.follow(marking);
        lives.follow(marking);
        assertThat(life().mark()).as("one mark for all changes").isEqualTo(copy.mark() + 1);

        putBack(copy);
        assertThat(lives.begin(false).why()).contains("older than the host");
    }

    @Test
    public void anOlderDatabaseAnotherOneAndALostHostAreNoticed() {
        var before = life();
        restore();
        assertThat(life().counter()).isEqualTo(2);

        putBack(before);
        assertThat(lives.begin(false).counter()).isEqualTo(3);

        var elsewhere = new Lives(plant.store, plant.world, new InMemoryHostLife(), () -> 7, doubts);
        assertThat(elsewhere.begin(false).counter()).isEqualTo(8);
        assertThat(life().why()).contains("the host does not know the database");
    }

    @Test
    public void aDatabaseThatIsExchangedWhileThePlantRunsIsNoticed() {
        plant.waiting(1);
        var before = life();
        lives.advance();
        lives.advance();
        putBack(before);

        lives.advance();

        assertThat(life().why()).contains("while the plant ran");
        assertThat(plant.machine(1).doubt()).isEqualTo(Doubt.UNHEARD);
    }

    @Test
    public void anOrderBeginsANewLifeToo() {
        assertThat(lives.begin(true).counter()).isEqualTo(2);
        assertThat(lives.raise("disk put back").why()).isEqualTo("disk put back");
        assertThat(life().counter()).isEqualTo(3);
    }

    @Test
    public void nothingIsDoneToAMachineInDoubt() {
        plant.waiting(2);
        plant.cabled(1);
        var network = plant.privateNetwork();
        var allocated = installed(network);
        restore();
        reconcile.acceptAddresses();
        plant.bus.become(Condition.AWAY);

        assertHeld(() -> plant.allocate.run(wants(2, network)));
        assertThatThrownBy(() -> plant.allocate.run(wants(network))).hasMessage("no machine available");
        assertHeld(() -> plant.free.run(allocated.id()));
        assertHeld(() -> plant.reinstall.run(allocated.id(), TestPlant.IMAGE));
        for (var command : BmcCommand.values()) {
            if (!command.harmless()) {
                assertHeld(() -> plant.power.run(allocated.id(), command, ""));
            }
        }
        assertHeld(() -> new ChangeMachine(plant.store, plant.world).delete(TestMachines.id(2)));
        assertHeld(() -> new ReportInstallation(plant.store, plant.world, outbox())
                .report(allocated.id(), "x", Optional.of(bootInfo())));
        assertThat(plant.outboxSize()).isZero();
        assertThat(plant.machine(1).allocation()).isEqualTo(allocated.allocation());

        plant.power.run(allocated.id(), BmcCommand.LED_ON, "here");
        assertThat(plant.outboxSize()).isOne();
    }

    @Test
    public void anOldReclaimAndAnOldMessageReachNobody() {
        plant.bus.become(Condition.AWAY);
        plant.start();
        plant.waiting(2);
        var network = plant.privateNetwork();
        plant.allocate.run(wants(1, network));
        plant.free.run(MACHINE);
        assertThat(plant.outboxSize()).isPositive();
        restore();

        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofMinutes(40));
        assertThat(plant.published).isEmpty();
        assertThat(plant.machine(1).reclaimPending()).isTrue();

        reconcile.accept(List.of(MACHINE));
        plant.pass(Duration.ofMinutes(2));
        assertThat(plant.published).isNotEmpty();
    }

    @Test
    public void aSilentFreeMachineIsNotResurrected() {
        plant.waiting(1);
        restore();
        plant.pass(Duration.ofMinutes(6));
        plant.write(tx -> tx.events().refreshLiveliness(plant.world.now().minus(Duration.ofMinutes(5))));
        plant.pass(Duration.ofHours(2));

        assertThat(plant.resurrect.run()).isEmpty();
        reconcile.accept(List.of(MACHINE));
        assertThat(plant.resurrect.run()).containsExactly(MACHINE);
    }

    @Test
    public void aMessageThatIsLeftIsDroppedAtTheLastMoment() {
        plant.bus.become(Condition.AWAY);
        plant.waiting(1);
        plant.power.run(MACHINE, BmcCommand.OFF, "");
        plant.write(tx -> tx.machines().setDoubt(MACHINE, Doubt.UNHEARD));

        plant.bus.become(Condition.UP);
        plant.publisher.kick();

        assertThat(plant.published).isEmpty();
        assertThat(plant.events(1).orElseThrow().lastError().orElseThrow().message())
                .contains("the plant was restored, and the machine is not confirmed");
    }

    @Test
    public void aFreeMachineThatStillWaitsIsConfirmedByItsStream() {
        plant.waiting(1);
        restore();

        try (var _ = waits.open(MACHINE, new Silent())) {
            assertThat(plant.machine(1).unconfirmed()).isFalse();
            assertThat(plant.machine(1).waiting()).isTrue();
        }
    }

    @Test
    public void aMachineThatBootsFromTheNetworkIsHeldAtEveryDoor() {
        plant.waiting(1);
        restore();
        var boot = new BootMachine(plant.store, events, new BmcSuperUser(""), doubts);
        var register = new RegisterMachine(plant.store, plant.world, (_, _) -> "");

        assertHeld(() -> boot.dhcp(MACHINE));
        assertHeld(() -> boot.boot(TestPlant.PARTITION, TestMachines.mac(1, 0)));
        assertHeld(() -> register.register(registration(1)));
        assertHeld(() -> waits.open(MACHINE, new Silent()));
        assertThat(plant.machine(1).doubt()).isEqualTo(Doubt.BOOTING);

        reconcile.accept(List.of(MACHINE));
        boot.dhcp(MACHINE);
        boot.boot(TestPlant.PARTITION, TestMachines.mac(1, 0));
        register.register(registration(1));
    }

    @Test
    public void aMachineThatTheDatabaseForgotIsHeldUntilNewOnesAreTakenInAgain() {
        restore();
        var boot = new BootMachine(plant.store, events, new BmcSuperUser(""), doubts);
        var register = new RegisterMachine(plant.store, plant.world, (_, _) -> "");

        assertHeld(() -> boot.boot(TestPlant.PARTITION, TestMachines.mac(5, 0)));
        assertHeld(() -> register.register(registration(5)));
        events.send(Map.of(TestMachines.id(6), new IncomingEvent(EventType.PHONED_HOME.wire(), "")));
        assertThat(reconcile.list())
                .extracting(believed -> believed.machine().doubt())
                .containsExactly(Doubt.BOOTING, Doubt.RUNNING);

        assertThat(reconcile.acceptAll()).isEqualTo(1);
        register.register(registration(5));
        assertThat(plant.machine(6).doubt()).isEqualTo(Doubt.RUNNING);
        register.register(registration(7));
    }

    @Test
    public void anAllocationIsConfirmedByItsSystemAndItsLeafTogether() {
        plant.waiting(1);
        plant.cabled(1);
        var machine = installed(plant.privateNetwork());
        restore();

        phonesHome();
        assertThat(plant.machine(1).doubt()).isEqualTo(Doubt.RUNNING);
        reports(vrf(machine));

        assertThat(plant.machine(1).unconfirmed()).isFalse();
        assertThat(doubtsLeft()).isEmpty();
        assertThat(plant.machine(1).allocation()).isEqualTo(machine.allocation());
    }

    @Test
    public void aMachineThatSomebodyElseHasByNowStaysAsItIs() {
        plant.waiting(2);
        plant.cabled(1);
        restore();

        phonesHome();
        reports("vrf77");

        assertThat(plant.machine(1).doubt()).isEqualTo(Doubt.ELSEWHERE);
        assertThat(reconcile.acceptAll()).isEqualTo(1);
        assertThat(reconcile.list()).singleElement().satisfies(believed -> {
            assertThat(believed.contradicts()).isTrue();
            assertThat(believed.belief()).isEqualTo("free");
            assertThat(believed.advice()).contains("lose what is on its disks");
        });
        reconcile.accept(List.of(MACHINE));
        assertThat(plant.machine(1).unconfirmed()).isFalse();
    }

    @Test
    public void aLeafKeepsThePortsOfMachinesInDoubtAsTheyAre() {
        plant.waiting(1);
        plant.cabled(1);
        restore();
        var switches = new Switches(plant.store, plant.world, doubts);

        assertHeld(() -> switches.get(LEAF));
        reports("vrf77");
        assertThat(portOf(switches)).isEqualTo("vrf77");
        reports("");
        assertThat(portOf(switches)).isEqualTo("vrf77");

        reconcile.accept(List.of(MACHINE));
        assertThat(portOf(switches)).isEmpty();
    }

    @Test
    public void whatALeafSaysAfterItWasToldSomethingProvesNothing() {
        plant.waiting(1);
        plant.cabled(1);
        var machine = installed(plant.privateNetwork());
        restore();

        reports("");
        reports(vrf(machine));
        phonesHome();

        assertThat(plant.machine(1).doubt()).isEqualTo(Doubt.RUNNING);
        assertThat(reconcile.list())
                .singleElement()
                .satisfies(believed -> assertThat(believed.contradicts()).isFalse());
    }

    @Test
    public void nothingIsGivenOutOfOlderPrefixesUntilAddressesAreKnown() {
        plant.waiting(1);
        var network = plant.privateNetwork();
        restore();
        reconcile.acceptAll();
        plant.write(tx -> tx.machines().startWaiting(MACHINE, "node/1"));

        assertThatThrownBy(() -> plant.allocate.run(wants(network)))
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.ADDRESSES_UNCONFIRMED));
        assertThatThrownBy(plant::privateNetwork)
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.ADDRESSES_UNCONFIRMED));

        reconcile.acceptAddresses();
        assertThat(plant.allocate.run(wants(network)).allocation()).isPresent();
    }

    private static void assertHeld(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MACHINE_UNCONFIRMED));
    }

    private List<Machine> doubtsLeft() {
        return reconcile.list().stream().map(Believed::machine).toList();
    }

    private Outbox outbox() {
        return new Outbox(plant.world, new BmcSuperUser(""));
    }

    private Machine installed(String network) {
        plant.allocate.run(wants(1, network));
        new ReportInstallation(plant.store, plant.world, outbox()).report(MACHINE, "x", Optional.of(bootInfo()));
        plant.says(MACHINE, EventType.PHONED_HOME);
        return plant.machine(1);
    }

    private static Allocation.BootInfo bootInfo() {
        return new Allocation.BootInfo(TestPlant.IMAGE, "/dev/sda", "/dev/sda1", "i", "c", "k", "b");
    }

    private static String vrf(Machine machine) {
        return "vrf"
                + machine.allocation()
                        .flatMap(Allocation::privateNetwork)
                        .orElseThrow()
                        .vrf();
    }

    private void phonesHome() {
        events.send(Map.of(MACHINE, new IncomingEvent(EventType.PHONED_HOME.wire(), "")));
    }

    /** @param vrf of the session at the machine's port; "" = there is none */
    private void reports(String vrf) {
        var states = vrf.isEmpty()
                ? Map.<String, Switch.BgpPortState>of()
                : Map.of("Ethernet0", new Switch.BgpPortState("host", "MACHINE", vrf, "Established", 1, 2, 3));
        new NotifySwitch(plant.store, plant.world, doubts)
                .run(
                        LEAF,
                        new NotifySwitch.Report(
                                Duration.ofSeconds(1), Optional.empty(), Map.of(), Optional.of(states)));
    }

    private static String portOf(Switches switches) {
        return switches.get(LEAF).leaf().nic("Ethernet0").orElseThrow().vrf();
    }

    private static Registration registration(int number) {
        var machine = TestMachines.registered(number, "");
        return new Registration(
                machine.id(),
                TestPlant.PARTITION,
                Optional.of(machine.hardware()),
                Optional.of(machine.bios()),
                Optional.empty(),
                "v1");
    }

    /** An installer that only waits. */
    private static final class Silent implements WaitStream {
        @Override
        public void beat() {}

        @Override
        public void end(End why) {}
    }
}
