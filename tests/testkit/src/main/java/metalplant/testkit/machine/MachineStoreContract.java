package metalplant.testkit.machine;

import static metalplant.testkit.machine.TestMachines.PARTITION;
import static metalplant.testkit.machine.TestMachines.PROJECT;
import static metalplant.testkit.machine.TestMachines.SIZE;
import static metalplant.testkit.machine.TestMachines.allocated;
import static metalplant.testkit.machine.TestMachines.bmc;
import static metalplant.testkit.machine.TestMachines.hardware;
import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.machine.TestMachines.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.core.store.MachineTable;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.firmware.Board;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.MachineSummary;
import metalplant.model.machine.MachineView;
import metalplant.model.machine.Role;
import org.junit.jupiter.api.Test;

/** What {@code MachineTable} promises. */
public abstract class MachineStoreContract {
    /** An empty store. */
    protected abstract Store store();

    private void insert(Machine... machines) {
        store().run("insert", tx -> {
            for (var machine : machines) {
                assertThat(tx.machines().insert(machine)).isTrue();
            }
            return true;
        });
    }

    private void insertWaiting(Machine... machines) {
        insert(machines);
        store().run("wait", tx -> {
            for (var machine : machines) {
                tx.machines().startWaiting(machine.id(), "node-a/1");
            }
            return true;
        });
    }

    @Test
    void aBoardIsKnownHoweverItIsSpeltUntilTheLastControllerTellsOfAnother() {
        insert(registered(1, "r1"));

        assertThat(this.<Boolean>read(machines -> machines.anyHas(new Board("BOARD", "bpn"))))
                .isTrue();
        assertThat(this.<Boolean>read(machines -> machines.anyHas(new Board("BOARD", "other"))))
                .isFalse();

        store().run("report", tx -> {
            tx.machines().updateBmcs(Map.of(id(1), Bmc.NONE));
            return true;
        });
        assertThat(this.<Boolean>read(machines -> machines.anyHas(new Board("BOARD", "bpn"))))
                .isFalse();
    }

    private <T> T read(Function<MachineTable, T> work) {
        return store().read("read", tx -> work.apply(tx.machines()));
    }

    private Machine stored(int number) {
        return read(machines -> machines.get(id(number)));
    }

    private Optional<Machine> find(int number) {
        return read(machines -> machines.find(id(number)));
    }

    private Optional<MachineView> view(int number) {
        return read(machines -> machines.view(id(number)));
    }

    private List<Machine> machines(Function<MachineTable, List<Machine>> work) {
        return read(work);
    }

    private List<String> ids(Function<MachineTable, List<String>> work) {
        return read(work);
    }

    private long count(Function<MachineTable, Long> work) {
        return read(work);
    }

    private Map<String, Long> counts(Function<MachineTable, Map<String, Long>> work) {
        return read(work);
    }

    private Machine write(int number, UnaryOperator<Machine> change) {
        return store().run(
                        "write",
                        tx -> tx.machines().update(change.apply(tx.machines().get(id(number)))));
    }

    private List<String> found(MachineQuery query) {
        return read(machines -> machines.page(query, "", 100).stream()
                .map(view -> view.machine().id())
                .toList());
    }

    @Test
    public void aMachineComesBackAsItWasInserted() {
        var machine = allocated(1, "rack-1", Role.FIREWALL, "a=b", "c");

        insert(machine);

        var stored = stored(1);
        assertThat(stored).isEqualTo(machine.withChanged(machine.changed(), 1));
    }

    @Test
    public void summariesSayWhatWholeMachinesSay() {
        var error = new ProvisioningEvent(TestMachines.NOW, EventType.CRASHED, "why");
        var events = ProvisioningEvents.empty(id(2)).withLastError(error);
        insert(
                allocated(1, "rack-1", Role.FIREWALL),
                allocated(2, "rack-1", Role.MACHINE, "a=b").withBmc(bmc(2)),
                registered(3, "rack-2"),
                Machine.unknown(id(4), TestMachines.NOW));
        store().run("events", tx -> {
            tx.machines().startWaiting(id(3), "node-a/1");
            tx.events().saveAll(List.of(events, logged(id(3), EventType.WAITING, EventType.REGISTERING)));
            return true;
        });

        var summaries = read(machines -> machines.summaries(Optional.empty()));

        assertThat(summaries)
                .containsExactlyElementsOf(read(machines -> machines.page(MachineQuery.ALL, "", 100)).stream()
                        .map(MachineSummary::of)
                        .toList());
        assertThat(summariesOf(PARTITION)).containsExactlyElementsOf(summaries.subList(0, 3));
        assertThat(summariesOf("elsewhere")).isEmpty();
    }

    private List<MachineSummary> summariesOf(String partition) {
        return read(machines -> machines.summaries(Optional.of(partition)));
    }

    private static ProvisioningEvents logged(String id, EventType... newestFirst) {
        var log = Stream.of(newestFirst)
                .map(type -> new ProvisioningEvent(TestMachines.NOW, type, ""))
                .toList();
        return new ProvisioningEvents(
                id,
                Liveliness.ALIVE,
                Optional.of(TestMachines.NOW),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                log,
                0);
    }

    @Test
    public void anUnknownMachineIsAbsent() {
        assertThat(find(1)).isEmpty();
        assertThat(view(1)).isEmpty();
    }

    @Test
    public void aTakenIdLeavesTheFirstMachineAlone() {
        insert(registered(1, "rack-1"));

        boolean second = store().run("insert", tx -> tx.machines().insert(registered(1, "rack-2")));
        store().run("insert", tx -> {
            tx.machines().insertAll(List.of(registered(1, "rack-3"), Machine.unknown(id(2), TestMachines.NOW)));
            return true;
        });

        assertThat(second).isFalse();
        assertThat(stored(1).rackId()).isEqualTo("rack-1");
        assertThat(stored(2)).isEqualTo(Machine.unknown(id(2), TestMachines.NOW).withChanged(TestMachines.NOW, 1));
    }

    @Test
    public void anUpdateWritesEverythingButHardwareAndBmcAndRaisesTheRevision() {
        insert(registered(1, "rack-1"));

        var updated = write(
                1,
                machine -> machine.withHardware(hardware(9), Bios.NONE)
                        .withBmc(Bmc.NONE)
                        .withPlace(PARTITION, "rack-2", "other")
                        .withState(new MachineState(MachineState.Value.LOCKED, "broken fan", "me@plant", ""))
                        .withReclaimPending(true)
                        .withChanged(TestMachines.NOW.plusSeconds(5), machine.revision()));

        var stored = stored(1);
        assertThat(updated.revision()).isEqualTo(2);
        assertThat(stored.revision()).isEqualTo(2);
        assertThat(stored.rackId()).isEqualTo("rack-2");
        assertThat(stored.locked()).isTrue();
        assertThat(stored.reclaimPending()).isTrue();
        assertThat(stored.changed()).isEqualTo(TestMachines.NOW.plusSeconds(5));
        assertThat(stored.hardware()).isEqualTo(hardware(1));
        assertThat(stored.bmc()).isEqualTo(bmc(1));
    }

    @Test
    public void anUpdateOfAnOldRevisionIsRefused() {
        insert(registered(1, "rack-1"));
        var old = stored(1);
        write(1, machine -> machine.withReclaimPending(true));

        assertThatThrownBy(() -> store().run("write", tx -> tx.machines().update(old)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
        assertThat(stored(1).reclaimPending()).isTrue();
    }

    @Test
    public void hardwareAndBmcAreWrittenApart() {
        insert(registered(1, "rack-1"), registered(2, "rack-1"));

        store().run("write", tx -> {
            tx.machines().updateHardware(id(1), hardware(5), Bios.NONE);
            tx.machines().updateBmc(id(1), bmc(6));
            tx.machines().updateBmcs(Map.of(id(1), bmc(7), id(2), bmc(8), id(99), bmc(9)));
            return true;
        });

        var stored = stored(1);
        assertThat(stored.hardware()).isEqualTo(hardware(5));
        assertThat(stored.bios()).isEqualTo(Bios.NONE);
        assertThat(stored.bmc()).isEqualTo(bmc(7));
        assertThat(stored.revision()).isEqualTo(1);
        assertThat(stored(2).bmc()).isEqualTo(bmc(8));
        assertThat(find(99)).isEmpty();
    }

    @Test
    public void aDeletedMachineIsFoundNoMore() {
        insert(allocated(1, "rack-1", Role.MACHINE, "a"));

        store().run("delete", tx -> {
            tx.machines().delete(id(1));
            return true;
        });

        assertThat(find(1)).isEmpty();
        assertThat(found(Queries.tags("a"))).isEmpty();
        insert(registered(1, "rack-1"));
        assertThat(found(Queries.tags("a"))).isEmpty();
    }

    @Test
    public void aViewHoldsTheEventsIfThereAreAny() {
        insert(registered(1, "rack-1"), registered(2, "rack-1"));
        store().run("events", tx -> {
            tx.events().saveAll(List.of(ProvisioningEvents.empty(id(1))));
            return true;
        });

        assertThat(view(1).flatMap(view -> view.events()))
                .contains(ProvisioningEvents.empty(id(1)).withRevision(1));
        assertThat(view(2).flatMap(view -> view.events())).isEmpty();
    }

    @Test
    public void everyFilterFindsWhatItDescribesAndNothingElse() {
        insert(
                registered(1, "rack-1"),
                allocated(2, "rack-2", Role.MACHINE, "color=red", "shape=round"),
                allocated(3, "rack-2", "other-project", Role.FIREWALL, "color=red"));
        store().run(
                        "lock",
                        tx -> tx.machines()
                                .update(tx.machines()
                                        .get(id(1))
                                        .withState(new MachineState(MachineState.Value.TAINTED, "kept", "me", ""))));

        assertThat(found(MachineQuery.ALL)).containsExactly(id(1), id(2), id(3));
        assertThat(found(Queries.id(id(2)))).containsExactly(id(2));
        assertThat(found(Queries.place("", "", "rack-2"))).containsExactly(id(2), id(3));
        assertThat(found(Queries.place(PARTITION, SIZE, "rack-1"))).containsExactly(id(1));
        assertThat(found(Queries.place("elsewhere", "", ""))).isEmpty();
        assertThat(found(Queries.tags("color=red"))).containsExactly(id(2), id(3));
        assertThat(found(Queries.tags("color=red", "shape=round"))).containsExactly(id(2));
        assertThat(found(Queries.state(MachineState.Value.TAINTED))).containsExactly(id(1));
        assertThat(found(Queries.state(MachineState.Value.AVAILABLE))).containsExactly(id(2), id(3));
        assertThat(found(Queries.project(PROJECT))).containsExactly(id(2));
        assertThat(found(MachineQuery.ALL.withRole(Role.FIREWALL))).containsExactly(id(3));
        assertThat(found(Queries.hostname("host-3"))).containsExactly(id(3));
        assertThat(found(Queries.hostname(""))).isEmpty();
        assertThat(found(Queries.allocationName("worker-2"))).containsExactly(id(2));
        assertThat(found(Queries.image("debian-12.0.20260101"))).containsExactly(id(2), id(3));
        assertThat(found(Queries.network("net-1", "10.0.0.0/16", "10.0.0.3", 1001, 4_210_000_002L)))
                .containsExactly(id(2));
        assertThat(found(Queries.nics(List.of(TestMachines.mac(3, 0)), List.of(TestMachines.mac(0xff, 1)))))
                .containsExactly(id(3));
        assertThat(found(Queries.memory(64L << 30))).hasSize(3);
        assertThat(found(Queries.bmc("10.1.0.2:623", TestMachines.mac(1, 9), "SN1")))
                .containsExactly(id(1));
        assertThat(found(Queries.bmc("10.1.0.2:623", TestMachines.mac(1, 9), "SN2")))
                .isEmpty();
    }

    @Test
    public void whatAMachineIsFoundByFollowsItsChanges() {
        insert(allocated(1, "rack-1", Role.MACHINE, "old", "kept"));

        write(1, machine -> machine.withAllocation(machine.allocation(), List.of("kept", "new")));
        store().run("bmc", tx -> {
            tx.machines().updateBmc(id(1), bmc(2));
            tx.machines().updateHardware(id(1), hardware(2), Bios.NONE);
            return true;
        });

        assertThat(found(Queries.tags("old"))).isEmpty();
        assertThat(found(Queries.tags("kept", "new"))).containsExactly(id(1));
        assertThat(found(Queries.bmc("10.1.0.3:623", TestMachines.mac(2, 9), "SN2")))
                .containsExactly(id(1));
        assertThat(found(Queries.bmc("10.1.0.2:623", TestMachines.mac(1, 9), "SN1")))
                .isEmpty();
        assertThat(found(Queries.nics(List.of(TestMachines.mac(2, 0)), List.of())))
                .containsExactly(id(1));
        assertThat(found(Queries.nics(List.of(TestMachines.mac(1, 0)), List.of())))
                .isEmpty();
    }

    @Test
    public void aTagOfAnyLengthCanBeFound() {
        var tag = "x".repeat(100_000);
        insert(allocated(1, "rack-1", Role.MACHINE, tag), allocated(2, "rack-1", Role.MACHINE, tag + "y"));

        assertThat(found(Queries.tags(tag))).containsExactly(id(1));
    }

    @Test
    public void pagesFollowEachOtherWithoutGapOrOverlap() {
        insert(IntStream.range(0, 25)
                .mapToObj(i -> registered(i, "rack-" + i % 2))
                .toArray(Machine[]::new));

        var odd = Queries.memory(64L << 30);
        var ids = new ArrayList<String>();
        var after = "";
        for (var page = page(odd, after, 10); !page.isEmpty(); page = page(odd, after, 10)) {
            ids.addAll(page);
            after = page.getLast();
        }

        assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(page(Queries.place("", "", "rack-1"), "", 10))
                .hasSize(10)
                .allMatch(id -> id.endsWith("1")
                        || id.endsWith("3")
                        || id.endsWith("5")
                        || id.endsWith("7")
                        || id.endsWith("9"));
        assertThat(page(Queries.memory(1), "", 10)).isEmpty();
    }

    private List<String> page(MachineQuery query, String after, int max) {
        return read(machines -> machines.page(query, after, max).stream()
                .map(view -> view.machine().id())
                .toList());
    }

    @Test
    public void findAllAnswersThoseThatExist() {
        insert(registered(1, "rack-1"), registered(2, "rack-1"));

        assertThat(machines(machines -> machines.findAll(List.of(id(2), id(7), id(1)))))
                .extracting(Machine::id)
                .containsExactly(id(1), id(2));
        assertThat(machines(machines -> machines.findAll(List.of()))).isEmpty();
    }

    @Test
    public void onlyWaitingFreeAvailableMachinesAreCandidates() {
        insertWaiting(
                registered(1, "rack-1"),
                registered(2, "rack-2"),
                registered(3, "rack-3").withPlace(PARTITION, "rack-3", "other"),
                registered(4, "rack-4").withPlace("elsewhere", "rack-4", SIZE),
                allocated(5, "rack-5", Role.MACHINE),
                registered(6, "rack-6").withState(new MachineState(MachineState.Value.LOCKED, "no", "me", "")),
                registered(8, "rack-2"),
                registered(9, "rack-2"));
        insert(registered(7, "rack-7"));

        assertThat(ids(machines -> machines.candidateRacks(PARTITION, SIZE))).containsExactly("rack-1", "rack-2");
        assertThat(ids(machines -> machines.candidateRacks(PARTITION, "nothing")))
                .isEmpty();
        assertThat(ids(machines -> machines.candidates(PARTITION, SIZE, "rack-2", id(3), 10)))
                .containsExactly(id(8), id(9));
        assertThat(ids(machines -> machines.candidates(PARTITION, SIZE, "rack-2", "", 2)))
                .containsExactly(id(2), id(8));
        assertThat(count(machines -> machines.countCandidates(PARTITION, SIZE, 100)))
                .isEqualTo(4);
        assertThat(count(machines -> machines.countCandidates(PARTITION, SIZE, 3)))
                .isEqualTo(3);
    }

    @Test
    public void aCandidateIsNoneOnceAllocated() {
        insertWaiting(registered(1, "rack-1"));

        write(
                1,
                machine -> machine.withAllocation(
                        Optional.of(TestMachines.allocation(1, PROJECT, Role.MACHINE)), List.of()));

        assertThat(count(machines -> machines.countCandidates(PARTITION, SIZE, 100)))
                .isZero();
        assertThat(stored(1).waiting()).isTrue();
    }

    @Test
    public void onlyTheSessionThatWaitsCanStopWaiting() {
        insertWaiting(registered(1, "rack-1"), registered(2, "rack-1"), registered(3, "rack-1"));
        assertThat(stored(1).waiting()).isTrue();
        store().run("wait", tx -> {
            tx.machines().startWaiting(id(2), "node-b/1");
            tx.machines().startWaiting(id(1), "node-a/2");
            tx.machines().stopWaiting(id(1), "node-a/1");
            tx.machines().stopWaiting(id(3), "node-a/1");
            return true;
        });
        assertThat(ids(machines -> machines.candidates(PARTITION, SIZE, "rack-1", "", 10)))
                .containsExactly(id(1), id(2));

        int stopped = store().run("restart", tx -> tx.machines().stopWaitingOn("node-a/"));

        assertThat(stopped).isEqualTo(1);
        assertThat(ids(machines -> machines.candidates(PARTITION, SIZE, "rack-1", "", 10)))
                .containsExactly(id(2));
    }

    @Test
    public void waitingDoesNotGetInTheWayOfAnUpdate() {
        insert(registered(1, "rack-1"));
        var read = stored(1);

        store().run("wait", tx -> {
            tx.machines().startWaiting(id(1), "node-a/1");
            return true;
        });
        store().run("write", tx -> tx.machines().update(read.withReclaimPending(true)));

        assertThat(stored(1).waiting()).isTrue();
    }

    @Test
    public void occupancyCountsTheMachinesOfAProjectPerRack() {
        insert(
                allocated(1, "rack-1", Role.MACHINE, "a", "b"),
                allocated(2, "rack-1", Role.MACHINE, "b"),
                allocated(3, "rack-2", Role.MACHINE, "c"),
                allocated(4, "rack-2", Role.FIREWALL, "a"),
                allocated(5, "rack-2", "other-project", Role.MACHINE, "a"),
                registered(6, "rack-3"));

        assertThat(counts(machines -> machines.occupancy(PROJECT, PARTITION, SIZE, Role.MACHINE)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("rack-1", 2L, "rack-2", 1L));
        assertThat(counts(machines -> machines.occupancy(PROJECT, PARTITION, SIZE, Role.MACHINE, List.of("a", "b"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of("rack-1", 2L));
        assertThat(store().<Boolean>read(
                                "look",
                                tx -> tx
                                        .machines()
                                        .allocatedPerProject(List.of(PARTITION, "elsewhere"), List.of(SIZE, "other"))
                                        .stream()
                                        .filter(each -> each.partitionId().equals(PARTITION)
                                                && each.sizeId().equals(SIZE))
                                        .collect(Collectors.toMap(
                                                MachineTable.Allocated::projectId, MachineTable.Allocated::count))
                                        .equals(tx.machines().allocatedPerProject(PARTITION, SIZE))))
                .isTrue();
        assertThat(counts(machines -> machines.allocatedPerProject(PARTITION, SIZE)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(PROJECT, 4L, "other-project", 1L));
        assertThat(count(machines -> machines.countOfProject(PROJECT))).isEqualTo(4);
        assertThat(count(machines -> machines.countOfProject(""))).isZero();
    }

    @Test
    public void imagesKnowTheirUsers() {
        insert(allocated(1, "rack-1", Role.MACHINE), allocated(2, "rack-1", Role.MACHINE), registered(3, "rack-1"));

        Map<String, List<String>> users = read(MachineTable::usersOfImages);
        assertThat(users).containsExactlyEntriesOf(Map.of("debian-12.0.20260101", List.of(id(1), id(2))));
    }

    @Test
    public void machinesToReclaimAreFoundUpToABound() {
        insert(
                registered(1, "rack-1").withReclaimPending(true),
                registered(2, "rack-1"),
                registered(3, "rack-1").withReclaimPending(true));

        assertThat(ids(machines -> machines.reclaimPending(10))).containsExactly(id(1), id(3));
        assertThat(ids(machines -> machines.reclaimPending(1))).containsExactly(id(1));
    }

    @Test
    public void aFailedTransactionLeavesNothing() {
        assertThatThrownBy(() -> store().run("fail", tx -> {
                    tx.machines().insert(registered(1, "rack-1"));
                    tx.machines().startWaiting(id(1), "node-a/1");
                    throw Problem.refused("no");
                }))
                .hasMessage("no");

        assertThat(found(MachineQuery.ALL)).isEmpty();
        insert(registered(1, "rack-1"));
        assertThat(stored(1).waiting()).isFalse();
    }
}
