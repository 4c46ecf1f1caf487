package metalplant.testkit.life;

import static metalplant.testkit.life.TestPlant.wants;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.InMemoryBus.Condition;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpType;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Role;
import metalplant.model.saga.SagaRecord;
import metalplant.model.size.SizeReservation;
import metalplant.model.switches.Switch;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server's life with its users promises, on whatever store. */
public abstract class LifeContract {
    private TestPlant plant;

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void seed() {
        plant = TestPlant.on(store());
    }

    @Test
    public void anAllocatedMachineHasAddressAsnAndTags() {
        plant.waiting(1);
        var network = plant.privateNetwork();

        var machine = plant.allocate.run(wants(network));

        var allocation = machine.allocation().orElseThrow();
        assertThat(allocation.imageId()).isEqualTo(TestPlant.IMAGE);
        assertThat(allocation.dnsServers()).containsExactly("1.1.1.1");
        var used = allocation.networks().getFirst();
        assertThat(used.type()).isEqualTo("privateprimaryunshared");
        assertThat(used.ips()).hasSize(1);
        assertThat(used.asn()).isBetween(4_210_000_001L, 4_210_131_072L);
        assertThat(machine.tags())
                .contains(
                        "colour=blue",
                        "machine.metal-stack.io/rack=rack-0",
                        "machine.metal-stack.io/chassis=SN1",
                        "machine.metal-stack.io/network.primary.asn=" + used.asn());
        assertThat(plant.addressesOf(1)).singleElement().satisfies(ip -> {
            assertThat(ip.address()).hasToString(used.ips().getFirst());
            assertThat(ip.description()).isEqualTo("autoassigned");
            assertThat(ip.type()).isEqualTo(IpType.EPHEMERAL);
        });
        assertThat(plant.signalled).containsExactly(machine.id());
        assertThat(plant.machine(1)).isEqualTo(machine);
    }

    @Test
    public void aFirewallAlsoJoinsTheUnderlayAndTheInternet() {
        plant.waiting(1);
        var network = plant.privateNetwork();

        var machine = plant.allocate.run(
                wants(Role.FIREWALL, Optional.empty(), List.of(network, TestPlant.INTERNET), List.of()));

        var networks = machine.allocation().orElseThrow().networks();
        assertThat(networks)
                .extracting(Allocation.MachineNetwork::type)
                .containsExactly("privateprimaryunshared", "external", "underlay");
        assertThat(networks).allSatisfy(used -> assertThat(used.ips()).hasSize(1));
        assertThat(networks)
                .extracting(Allocation.MachineNetwork::asn)
                .containsOnly(networks.getFirst().asn());
    }

    @Test
    public void whoWantsTheLastMachineTogetherWithOthersGetsItAloneOrIsToldThereIsNone() throws Exception {
        int wanted = 12;
        int there = 3;
        plant.waiting(there);
        var network = plant.privateNetwork();
        List<Callable<Machine>> calls = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            calls.add(() -> plant.allocate.run(wants(network)));
        }

        var won = new ArrayList<Machine>();
        var codes = new ArrayList<ProblemCode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Machine> future : threads.invokeAll(calls)) {
                try {
                    won.add(future.get());
                } catch (ExecutionException e) {
                    codes.add(Objects.requireNonNull((Problem) e.getCause()).code());
                }
            }
        }

        assertThat(won).extracting(Machine::id).doesNotHaveDuplicates().hasSize(there);
        assertThat(won)
                .extracting(machine ->
                        machine.allocation().orElseThrow().networks().getFirst().asn())
                .doesNotHaveDuplicates();
        assertThat(codes).hasSize(wanted - there).containsOnly(ProblemCode.NO_MACHINE_WAITING);
        for (int i = 1; i <= there; i++) {
            assertThat(plant.addressesOf(i)).hasSize(1);
        }
    }

    @Test
    public void machinesThatCannotBeGivenAwayAreNotCandidates() {
        var network = plant.privateNetwork();
        plant.waiting(1, "r");
        plant.waiting(2, "r");
        plant.waiting(3, "r");
        plant.waiting(4, "r");
        plant.write(tx -> {
            var locked = tx.machines().get(TestMachines.id(1));
            tx.machines().update(locked.withState(new MachineState(MachineState.Value.LOCKED, "why", "who", "")));
            tx.machines().stopWaiting(TestMachines.id(2), "node/1");
            tx.machines().update(tx.machines().get(TestMachines.id(3)).withReclaimPending(true));
            tx.events().refreshLiveliness(plant.world.now().plusSeconds(1));
        });

        assertThatThrownBy(() -> plant.allocate.run(wants(network)))
                .isInstanceOf(Problem.class)
                .hasMessage("no machine available");

        plant.says(TestMachines.id(4), EventType.ALIVE);
        assertThat(plant.allocate.run(wants(network)).id()).isEqualTo(TestMachines.id(4));
    }

    @Test
    public void aMachineIsAllocatedByItsIdUnlessItIsTakenLockedOrStillToBeReclaimed() {
        var network = plant.privateNetwork();
        plant.write(tx -> tx.machines().insert(TestMachines.registered(1, "r")));

        var machine = plant.allocate.run(wants(1, network));
        assertThat(machine.allocation()).isPresent();
        assertThatThrownBy(() -> plant.allocate.run(wants(1, network))).hasMessageContaining("already allocated");

        plant.free.run(machine.id());
        assertThatThrownBy(() -> plant.allocate.run(wants(1, network))).hasMessageContaining("was freed");

        plant.write(tx -> tx.machines()
                .update(tx.machines()
                        .get(machine.id())
                        .withReclaimPending(false)
                        .withState(new MachineState(MachineState.Value.LOCKED, "why", "who", ""))));
        assertThatThrownBy(() -> plant.allocate.run(wants(1, network))).hasMessageContaining("locked");
    }

    @Test
    public void machinesOfAProjectAreSpreadOverRacks() {
        plant.waiting(6);
        var network = plant.privateNetwork();

        var racks = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            racks.add(plant.allocate.run(wants(network)).rackId());
        }

        assertThat(racks.subList(0, 3)).containsExactlyInAnyOrder("rack-0", "rack-1", "rack-2");
        assertThat(racks.subList(3, 6)).containsExactlyInAnyOrder("rack-0", "rack-1", "rack-2");
    }

    @Test
    public void whatOthersReservedIsNotGivenAway() {
        plant.waiting(2);
        var network = plant.privateNetwork();
        plant.write(tx -> tx.sizeReservations()
                .insert(new SizeReservation(
                        "r",
                        "",
                        "",
                        TestPlant.SIZE,
                        "other",
                        1,
                        List.of(TestPlant.PARTITION),
                        Map.of(),
                        Stamp.fresh(plant.world))));

        plant.allocate.run(wants(network));

        assertThatThrownBy(() -> plant.allocate.run(wants(network))).hasMessage("no machine available");
    }

    @Test
    public void anAllocationThatFailsTakesNothing() {
        plant.waiting(1);
        var network = plant.privateNetwork();

        assertThatThrownBy(() -> plant.allocate.run(
                        wants(Role.MACHINE, Optional.empty(), List.of(network), List.of("192.0.2.77"))))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> plant.allocate.run(wants(Role.MACHINE, Optional.empty(), List.of("super"), List.of())))
                .hasMessageContaining("super network");
        assertThatThrownBy(() -> plant.allocate.run(
                        wants(Role.MACHINE, Optional.empty(), List.of(TestPlant.INTERNET), List.of())))
                .hasMessage("no private network given");

        assertThat(plant.machine(1).allocation()).isEmpty();
        assertThat(plant.allAsnsFree()).isTrue();
        assertThat(plant.outboxSize()).isZero();
    }

    @Test
    public void freeingGivesEverythingBackAndHasTheMachineBootAnew() {
        plant.waiting(1);
        plant.cabled(1);
        var network = plant.privateNetwork();
        var machine = plant.allocate.run(wants(network));
        plant.write(tx -> tx.switches()
                .connectedTo(machine.id())
                .forEach(leaf -> tx.switches().update(leaf.withVrfOf(machine.id(), "vrf42"))));

        var freed = plant.free.run(machine.id());

        assertThat(freed.allocation()).isEmpty();
        assertThat(freed.tags()).isEmpty();
        assertThat(freed.reclaimPending()).isTrue();
        assertThat(plant.addressesOf(1)).isEmpty();
        assertThat(plant.allAsnsFree()).isTrue();
        assertThat(plant.events(1).orElseThrow().newest().map(ProvisioningEvent::event))
                .contains(EventType.MACHINE_RECLAIM);
        assertThat(leavesOf(machine.id()))
                .hasSize(2)
                .allSatisfy(leaf -> assertThat(leaf.nics())
                        .allSatisfy(nic -> assertThat(nic.vrf()).isEmpty()));
        assertThat(plant.published).anyMatch(text -> text.startsWith("{\"type\":\"delete\",\"old\":\"" + machine.id()));
        assertThat(plant.published).anyMatch(text -> text.contains("\"cmd\":\"LED-OFF\""));
    }

    @Test
    public void aStaticAddressIsSharedWithTheMachineAndStaysWhenItIsFreed() {
        plant.waiting(1);
        var network = plant.privateNetwork();
        var entity = store().read("network", tx -> tx.networks().get(network));
        var planned = plant.addresses.propose(entity, entity.families().getFirst());
        plant.write(tx -> plant.addresses.take(
                tx,
                planned,
                new metalplant.core.ip.AddressAllocator.Purpose(
                        TestPlant.PROJECT, "mine", "", IpType.STATIC, List.of("a=b"))));
        var text = planned.address().toString();

        var machine = plant.allocate.run(wants(Role.MACHINE, Optional.empty(), List.of(network), List.of(text)));
        assertThat(machine.allocation().orElseThrow().networks().getFirst().ips())
                .containsExactly(text);
        assertThat(plant.addressesOf(1)).singleElement().extracting(Ip::scope).isEqualTo(Ip.Scope.MACHINE);

        plant.free.run(machine.id());
        assertThat(holdersOf(planned.address()))
                .singleElement()
                .satisfies(ip -> assertThat(ip.tags()).containsExactly("a=b"));
    }

    @Test
    public void aLockedMachineIsNotFreed() {
        plant.waiting(1);
        var machine = plant.allocate.run(wants(plant.privateNetwork()));
        plant.write(tx -> tx.machines()
                .update(tx.machines()
                        .get(machine.id())
                        .withState(new MachineState(MachineState.Value.LOCKED, "why", "who", ""))));

        assertThatThrownBy(() -> plant.free.run(machine.id()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.MACHINE_LOCKED));
        assertThat(plant.machine(1).allocation()).isPresent();
        assertThat(plant.addressesOf(1)).hasSize(1);
    }

    @Test
    public void aCrashBetweenTwoCommitsLeavesNoAddressOrAsnWithoutAMachine() {
        plant.waiting(1);
        var network = plant.privateNetwork();
        for (int commits = 1; commits <= 8; commits++) {
            int crashAfter = commits;
            var dying = plant.restarted(store -> new CrashingStore(store, crashAfter));
            try {
                dying.allocate.run(wants(network));
                dying.publisher.kick();
                dying.free.run(TestMachines.id(1));
                dying.publisher.kick();
            } catch (CrashingStore.Crash crash) {
                // The process is gone; what it committed is there.
            }

            var held = plant.machine(1).allocation().stream()
                    .flatMap(a -> a.networks().stream())
                    .flatMap(used -> used.ips().stream())
                    .toList();
            assertThat(plant.addressesOf(1))
                    .extracting(ip -> ip.address().toString())
                    .containsExactlyElementsOf(held);
            assertThat(plant.allAsnsFree()).isEqualTo(held.isEmpty());

            plant.free.run(TestMachines.id(1));
            assertThat(plant.addressesOf(1)).isEmpty();
            assertThat(plant.allAsnsFree()).isTrue();
            plant.write(tx ->
                    tx.machines().update(tx.machines().get(TestMachines.id(1)).withReclaimPending(false)));
        }
    }

    @Test
    public void nothingOfTheLastTenantReachesTheNextOneWhenTheBusComesBack() {
        plant.waiting(1);
        var network = plant.privateNetwork();
        plant.start();
        var machine = plant.allocate.run(wants(network));
        plant.pass(Duration.ofSeconds(2));
        plant.published.clear();

        plant.bus.become(Condition.AWAY);
        plant.power.run(machine.id(), BmcCommand.OFF, "");
        plant.free.run(machine.id());
        plant.pass(Duration.ofSeconds(20));
        // The server was reset by hand meanwhile, and waits again.
        plant.says(machine.id(), EventType.PXE_BOOTING);
        plant.pass(Duration.ofSeconds(11));
        plant.allocate.run(wants(network));
        plant.pass(Duration.ofSeconds(29));
        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofMinutes(2));

        assertThat(plant.published).isEmpty();
        assertThat(plant.outboxSize()).isZero();
        assertThat(plant.events(1).orElseThrow().lastError())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("was not sent"));
    }

    @Test
    public void aFreedMachineIsToldAgainUntilItBoots() {
        plant.waiting(1);
        plant.start();
        plant.bus.become(Condition.AWAY);
        plant.free.run(TestMachines.id(1));
        plant.pass(Duration.ofMinutes(3));
        assertThat(plant.published).isEmpty();

        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofMinutes(2));
        assertThat(plant.published)
                .filteredOn(text -> text.contains("\"type\":\"delete\""))
                .hasSize(1);

        plant.pass(Duration.ofMinutes(20));
        assertThat(plant.published)
                .filteredOn(text -> text.contains("\"type\":\"delete\""))
                .hasSize(2);

        plant.says(TestMachines.id(1), EventType.PXE_BOOTING);
        plant.pass(Duration.ofSeconds(20));
        assertThat(plant.machine(1).reclaimPending()).isFalse();
    }

    @Test
    public void anInstallerThatDoesNotComeIsTold() {
        plant.waiting(1);
        plant.start();
        plant.allocate.run(wants(plant.privateNetwork()));

        plant.pass(Duration.ofMinutes(20));

        assertThat(plant.events(1).orElseThrow().lastError())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("did not pick up"));
        assertThat(sagasOf(TestMachines.id(1))).isEmpty();
    }

    @Test
    public void theHandOverEndsWithTheInstallerOrWithTheAllocation() {
        plant.waiting(2);
        plant.start();
        var network = plant.privateNetwork();
        var first = plant.allocate.run(wants(network));
        var second = plant.allocate.run(wants(network));
        plant.pass(Duration.ofSeconds(3));

        plant.says(first.id(), EventType.INSTALLING);
        plant.free.run(second.id());
        plant.pass(Duration.ofSeconds(40));

        for (var id : List.of(first.id(), second.id())) {
            assertThat(sagasOf(id)).isEmpty();
        }
        assertThat(plant.events(1).orElseThrow().lastError()).isEmpty();
    }

    @Test
    public void reinstallingKeepsTheAllocationAndBootsTheInstaller() {
        plant.waiting(1);
        var machine = plant.allocate.run(wants(plant.privateNetwork()));
        plant.published.clear();

        var marked = plant.reinstall.run(machine.id(), TestPlant.IMAGE);

        assertThat(marked.allocation().orElseThrow().reinstall()).isTrue();
        assertThat(marked.allocation().orElseThrow().id())
                .isEqualTo(machine.allocation().orElseThrow().id());
        assertThat(plant.published)
                .anyMatch(text -> text.contains("\"type\":\"delete\""))
                .anyMatch(text -> text.contains("\"cmd\":\"REINSTALL\""));
        assertThatThrownBy(() -> plant.reinstall.run(machine.id(), "no-such-1.0.1"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_NOT_FOUND));
    }

    @Test
    public void switchingOffIsNotedAsAPlannedReboot() {
        plant.waiting(1);

        plant.power.run(TestMachines.id(1), BmcCommand.CYCLE, "");
        var lit = plant.power.run(TestMachines.id(1), BmcCommand.LED_ON, "look here");

        assertThat(plant.events(1).orElseThrow().newest().orElseThrow()).satisfies(event -> {
            assertThat(event.event()).isEqualTo(EventType.PLANNED_REBOOT);
            assertThat(event.message()).isEqualTo("CYCLE");
        });
        assertThat(lit.led().value()).isEqualTo("LED-ON");
        assertThat(plant.published).hasSize(2);
    }

    @Test
    public void aDeadMachineThatNobodyUsesIsResurrectedAndAnAllocatedOneIsNot() {
        plant.waiting(2);
        var used = plant.allocate.run(wants(plant.privateNetwork()));
        var idle = used.id().equals(TestMachines.id(1)) ? TestMachines.id(2) : TestMachines.id(1);
        plant.world.advance(Duration.ofHours(2));
        plant.write(tx -> tx.events().refreshLiveliness(plant.world.now().minusSeconds(300)));

        assertThat(plant.resurrect.run()).containsExactly(idle);
        assertThat(plant.resurrect.run()).isEmpty();
    }

    private List<Switch> leavesOf(String machineId) {
        return store().read("leaves", tx -> tx.switches().connectedTo(machineId));
    }

    private List<Ip> holdersOf(IpAddress address) {
        return store().read("holders", tx -> tx.ips().holders(address));
    }

    private List<SagaRecord> sagasOf(String machineId) {
        return store().read("sagas", tx -> tx.sagas().ofSubject(machineId));
    }
}
