package metalplant.testkit.machine;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.PARTITION;
import static metalplant.testkit.machine.TestMachines.PROJECT;
import static metalplant.testkit.machine.TestMachines.SIZE;
import static metalplant.testkit.machine.TestMachines.allocated;
import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.machine.TestMachines.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.event.Events;
import metalplant.core.machine.BmcReports;
import metalplant.core.machine.BmcResults;
import metalplant.core.machine.ChangeMachine;
import metalplant.core.machine.CountCapacity;
import metalplant.core.machine.FindIssues;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.Stamp;
import metalplant.model.event.CommandOutcome;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.IssueType;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineIssues;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.Role;
import metalplant.model.partition.Partition;
import metalplant.model.size.SizeReservation;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told about machines, and counted of them, on every store. */
public abstract class MachineReportsContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(5);

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void partition() {
        var boot = new Partition.BootConfig("", "", "");
        store().run(
                        "partition",
                        tx -> tx.partitions()
                                .insert(new Partition(
                                        PARTITION, "", "", "", Map.of(), boot, List.of(), List.of(), stamp(1))));
    }

    private static Stamp stamp(int number) {
        return new Stamp(new UUID(9, number), "", 0, NOW, NOW);
    }

    private void insert(Machine machine, EventType... events) {
        store().run("insert", tx -> {
            tx.machines().insert(machine);
            for (var event : events) {
                Events.append(tx, machine.id(), event, "", world.now());
            }
            return true;
        });
    }

    private Machine stored(int number) {
        return store().read("get", tx -> tx.machines().get(id(number)));
    }

    private static BmcReports.Report report(String ip, String version, String led) {
        return new BmcReports.Report(
                ip,
                version,
                "",
                Optional.empty(),
                "",
                Optional.empty(),
                List.of(new Bmc.PowerSupply("OK", "Enabled")),
                led);
    }

    @Test
    public void anUnknownMachineComesIntoBeingWithItsReport() {
        var reports = new BmcReports(store(), world);

        var outcome = reports.report(
                PARTITION, Map.of(id(1), report("10.9.0.1", "2.0", "LED-OFF"), "a b", report("", "", "")));

        assertThat(outcome).isEqualTo(new BmcReports.Outcome(List.of(id(1)), List.of()));
        assertThat(stored(1).partitionId()).isEqualTo(PARTITION);
        assertThat(stored(1).bmc().address()).isEqualTo("10.9.0.1:623");
        assertThat(stored(1).bmc().lastUpdated()).contains(world.now());
        assertThat(stored(1).led().value()).isEqualTo("LED-OFF");
    }

    @Test
    public void aReportLeavesWhatItDoesNotSayAndKeepsThePort() {
        insert(registered(1, "rack-1").withBmc(TestMachines.bmc(1)));

        var outcome =
                new BmcReports(store(), world).report(PARTITION, Map.of(id(1), report("10.9.0.1", "", "LED-OFF")));

        assertThat(outcome.updated()).containsExactly(id(1));
        var bmc = stored(1).bmc();
        assertThat(bmc.address()).isEqualTo("10.9.0.1:623");
        assertThat(bmc.version()).isEqualTo("1.74");
        assertThat(bmc.fru()).isEqualTo(TestMachines.bmc(1).fru());
        assertThat(bmc.password()).isEqualTo("secret");
        assertThat(stored(1).revision()).isEqualTo(1);
    }

    @Test
    public void aMachineOfAnotherPartitionIsLeftAlone() {
        insert(registered(1, "rack-1").withPlace("elsewhere", "rack-1", SIZE));

        var outcome = new BmcReports(store(), world).report(PARTITION, Map.of(id(1), report("10.9.0.1", "", "")));

        assertThat(outcome).isEqualTo(new BmcReports.Outcome(List.of(), List.of()));
        assertThat(stored(1).bmc()).isEqualTo(TestMachines.bmc(1));
        assertThatThrownBy(() -> new BmcReports(store(), world).report("", Map.of()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.kind()).isEqualTo(ProblemKind.MALFORMED));
        assertThatThrownBy(() -> new BmcReports(store(), world).report("none", Map.of()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.kind()).isEqualTo(ProblemKind.NOT_FOUND));
    }

    @Test
    public void issuesAreFoundAmongThoseThatMatch() {
        insert(registered(1, "rack-1"), EventType.PHONED_HOME);
        insert(registered(2, "rack-2"), EventType.WAITING);
        insert(registered(3, "rack-2"));

        var issues = new FindIssues(store(), world);

        assertThat(issues.run(MachineQuery.ALL, MachineIssues.Filter.ALL))
                .isEqualTo(Map.of(
                        id(1),
                        List.of(IssueType.FAILED_MACHINE_RECLAIM),
                        id(3),
                        List.of(IssueType.NO_EVENT_CONTAINER)));
        assertThat(issues.run(Queries.place("", "", "rack-1"), MachineIssues.Filter.ALL))
                .hasSize(1);
    }

    @Test
    public void capacityCountsEveryMachineOnceInEachOfTheTwoSorts() {
        insert(registered(1, "rack-1"), EventType.WAITING);
        insert(registered(2, "rack-1"), EventType.WAITING);
        insert(registered(3, "rack-1"), EventType.REGISTERING);
        insert(allocated(4, "rack-1", Role.MACHINE), EventType.PHONED_HOME);
        insert(registered(5, "rack-1"));
        insert(registered(6, "rack-1").withPlace(PARTITION, "rack-1", ""), EventType.CRASHED);
        store().run("wait", tx -> {
            tx.machines().startWaiting(id(1), "node/1");
            tx.machines().startWaiting(id(2), "node/2");
            tx.sizeReservations()
                    .insert(new SizeReservation("r", "", "", SIZE, PROJECT, 2, List.of(PARTITION), Map.of(), stamp(2)));
            return true;
        });
        var capacity = new CountCapacity(store(), world);

        var all = capacity.capacity(Optional.empty(), Optional.of(""), Optional.empty());
        var own = capacity.capacity(Optional.of(PARTITION), Optional.of(SIZE), Optional.of(PROJECT));

        assertThat(all).hasSize(1);
        var sizes = all.getFirst().servers();
        assertThat(sizes).extracting(s -> s.sizeId()).containsExactly(SIZE, "unknown");
        var size = sizes.getFirst();
        assertThat(List.of(size.total(), size.allocated(), size.allocatable(), size.unavailable(), size.free()))
                .containsExactly(4, 1, 2, 1, 1);
        assertThat(List.of(size.phonedHome(), size.waiting(), size.other())).containsExactly(1, 2, 1);
        assertThat(size.otherMachines()).containsExactly(id(3));
        assertThat(List.of(size.reservations(), size.usedReservations(), size.remainingReservations()))
                .containsExactly(2, 1, 1);
        assertThat(sizes.getLast().faultyMachines()).containsExactly(id(6));
        assertThat(own.getFirst().servers()).hasSize(1);
        assertThat(own.getFirst().servers().getFirst().free()).isEqualTo(2);
        assertThatThrownBy(() -> capacity.capacity(Optional.of("none"), Optional.empty(), Optional.empty()))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.kind()).isEqualTo(ProblemKind.MALFORMED));
    }

    @Test
    public void aDeletedMachineLeavesNoEventsBehind() {
        insert(Machine.unknown(id(1), world.now()), EventType.PXE_BOOTING);
        world.advance(Duration.ofHours(1));
        store().run("liveliness", tx -> tx.events().refreshLiveliness(world.now()));

        new ChangeMachine(store(), world).delete(id(1));

        assertThat(store().read("events", tx -> tx.events().find(id(1)).isEmpty())
                        .booleanValue())
                .isTrue();
    }

    private static BmcResults.Result result(int number, Duration later, CommandOutcome.State state, String message) {
        return new BmcResults.Result(id(number), new CommandOutcome(NOW.plus(later), "RESET", state, message));
    }

    private ProvisioningEvents events(int number) {
        return store().read("events", tx -> tx.events().find(id(number))).orElseThrow();
    }

    @Test
    public void theNewestResultOfAMachineIsKeptWithItsEvents() {
        // given
        world.advance(Duration.ofHours(1));
        insert(registered(1, "rack-1"), EventType.WAITING);

        // when
        var kept = new BmcResults(store(), world)
                .report(
                        PARTITION,
                        List.of(
                                result(1, Duration.ofSeconds(2), CommandOutcome.State.DONE, ""),
                                result(1, Duration.ofSeconds(1), CommandOutcome.State.FAILED, "no route")));

        // then
        assertThat(kept).containsExactly(id(1));
        assertThat(events(1).lastCommand())
                .contains(new CommandOutcome(NOW.plusSeconds(2), "RESET", CommandOutcome.State.DONE, ""));
        assertThat(events(1).lastError()).isEmpty();
        assertThat(events(1).log()).hasSize(1);
    }

    @Test
    public void aCommandThatWasNotDoneIsTheLastErrorOfItsMachine() {
        world.advance(Duration.ofHours(1));
        insert(registered(1, "rack-1"), EventType.WAITING);
        new BmcResults(store(), world)
                .report(PARTITION, List.of(result(1, Duration.ZERO, CommandOutcome.State.FAILED, "no route")));
        assertThat(events(1).lastError().orElseThrow().message())
                .isEqualTo("command RESET to the management controller failed: no route");
    }

    @Test
    public void resultsOfMachinesThatAreNotHereAreLeftOut() {
        insert(registered(1, "rack-1"), EventType.WAITING);
        var results = new BmcResults(store(), world);
        assertThat(results.report(
                        PARTITION,
                        List.of(
                                result(2, Duration.ZERO, CommandOutcome.State.DONE, ""),
                                new BmcResults.Result(
                                        "../../etc", new CommandOutcome(NOW, "ON", CommandOutcome.State.DONE, "")))))
                .isEmpty();
        assertThatThrownBy(() -> results.report("nowhere", List.of())).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> results.report("", List.of())).isInstanceOf(Problem.class);
    }
}
