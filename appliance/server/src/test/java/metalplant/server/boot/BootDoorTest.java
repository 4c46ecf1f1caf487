package metalplant.server.boot;

import static metalplant.server.boot.Servers.MAC_ONE;
import static metalplant.server.boot.Servers.ONE;
import static metalplant.server.boot.Servers.TWO;
import static metalplant.testkit.bus.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.boot.WaitRegistry;
import metalplant.model.Stamp;
import metalplant.model.bus.OutboxMessage;
import metalplant.model.event.EventType;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Role;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.wire.boot.v1.BootInfo;
import metalplant.wire.boot.v1.BootServiceBootRequest;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceRegisterRequest;
import metalplant.wire.boot.v1.BootServiceReportRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordRequest;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.MachineProvisioningEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootDoorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private OpenDoor door;

    @BeforeEach
    void open() {
        door = new OpenDoor(folder, List.of(small()));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static Size small() {
        var constraints = List.of(
                new SizeConstraint(SizeConstraint.Type.CORES, 8, 8, ""),
                new SizeConstraint(SizeConstraint.Type.MEMORY, 1, 2048, ""),
                new SizeConstraint(SizeConstraint.Type.STORAGE, 1, 8192, ""));
        return new Size("small", "", "", constraints, Map.of(), Stamp.fresh(new BeatWorld()));
    }

    static Status.Code refusal(Supplier<?> call) {
        var refused = catchThrowableOfType(StatusRuntimeException.class, call::get);
        return refused.getStatus().getCode();
    }

    private void register() {
        door.shared().register(Servers.registering(ONE, MAC_ONE).build());
    }

    private Listening waitingServer() {
        var listening = Listening.to(door.sharedChannel(), ONE);
        until("the machine waits", () -> door.waiting(ONE));
        return listening;
    }

    private void allocate() {
        allocate(Role.MACHINE, 42);
    }

    private void allocate(Role role, long vrf) {
        door.store.run("allocate", tx -> {
            var machine = tx.machines().get(ONE);
            var network = new Allocation.MachineNetwork(
                    "net", List.of(), List.of(), List.of(), vrf, 1, true, false, false, "p", "", "", "");
            var allocation = new Allocation(
                    door.world.newId(),
                    "",
                    "",
                    "",
                    door.world.now(),
                    "p",
                    "debian-13",
                    Optional.empty(),
                    List.of(network),
                    "host",
                    "",
                    List.of(),
                    role,
                    false,
                    true,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty());
            return tx.machines().update(machine.withAllocation(Optional.of(allocation), List.of()));
        });
        door.waits.allocated(ONE);
    }

    @Test
    void aClientWithoutCertificateIsRefused() {
        var stub = OpenDoor.stub(door.withoutCertificate());
        var code = refusal(() -> stub.superUserPassword(BootServiceSuperUserPasswordRequest.getDefaultInstance()));
        assertThat(code).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aDhcpRequestBecomesAnEvent() {
        door.shared().dhcp(BootServiceDhcpRequest.newBuilder().setUuid(ONE).build());
        var stored = eventsOf(ONE).orElseThrow();
        assertThat(stored.newest().orElseThrow().event()).isEqualTo(EventType.PXE_BOOTING);
    }

    @Test
    void serversBootWhatTheirPartitionSays() {
        var boot = door.shared()
                .boot(BootServiceBootRequest.newBuilder()
                        .setMac(MAC_ONE)
                        .setPartitionId(OpenDoor.PARTITION)
                        .build());
        assertThat(boot.getKernel()).isEqualTo("http://images/kernel");
        assertThat(boot.getInitRamDisksList()).containsExactly("http://images/initrd");
        assertThat(boot.getCmdline()).isEqualTo("quiet");
    }

    @Test
    void anUnknownPartitionIsNotFound() {
        var request =
                BootServiceBootRequest.newBuilder().setPartitionId("nowhere").build();
        assertThat(refusal(() -> door.shared().boot(request))).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void registeringTwiceIsRegisteringOnce() {
        var stub = door.shared();
        var first = stub.register(Servers.registering(ONE, MAC_ONE).build());
        var once = door.machine(ONE);
        var second = stub.register(Servers.registering(ONE, MAC_ONE).build());
        var twice = door.machine(ONE);

        assertThat(second).isEqualTo(first);
        assertThat(first.getSize()).isEqualTo("small");
        assertThat(twice.rackId()).isEqualTo("rack-1");
        assertThat(twice.partitionId()).isEqualTo(OpenDoor.PARTITION);
        assertThat(twice.hardware()).isEqualTo(once.hardware());
        assertThat(twice.bmc().address()).isEqualTo("10.0.0.1:623");
        assertThat(twice.created()).isEqualTo(once.created());
    }

    @Test
    void whatNoSizeFitsIsUnknown() {
        var request = Servers.registering(ONE, MAC_ONE);
        request.getHardwareBuilder().setMemory(1L << 40);
        assertThat(door.shared().register(request.build()).getSize()).isEqualTo("unknown");
    }

    @Test
    void incompleteRegistrationsAreRefused() {
        var whole = Servers.registering(ONE, MAC_ONE).build();
        for (BootServiceRegisterRequest broken : List.of(
                whole.toBuilder().setUuid("").build(),
                whole.toBuilder().setUuid("1; DROP TABLE machine").build(),
                whole.toBuilder().clearHardware().build(),
                whole.toBuilder().clearBios().build())) {
            assertThat(refusal(() -> door.shared().register(broken))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(door.shared().register(whole.toBuilder().clearIpmi().build()).getUuid())
                .isEqualTo(ONE);
    }

    @Test
    void aTextWithNulIsRefusedWhereverItStands() {
        var nul = "a" + (char) 0;
        var whole = Servers.registering(ONE, MAC_ONE).build();
        var inNic = whole.toBuilder();
        inNic.getHardwareBuilder().getNicsBuilder(0).getNeighborsBuilder(0).setName(nul);
        for (BootServiceRegisterRequest broken : List.of(
                whole.toBuilder().setUuid(nul).build(),
                whole.toBuilder().setMetalHammerVersion(nul).build(),
                inNic.build())) {
            assertThat(refusal(() -> door.shared().register(broken))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(Listening.to(door.sharedChannel(), nul).end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void oneEventWithNulKeepsNoOtherFromBeingStored() {
        var good = MachineProvisioningEvent.newBuilder().setEvent("Alive").build();
        var bad = good.toBuilder().setMessage("a" + (char) 0).build();

        var answer = OpenDoor.events(door.sharedChannel())
                .send(EventServiceSendRequest.newBuilder()
                        .putEvents(ONE, good)
                        .putEvents(TWO, bad)
                        .putEvents("x" + (char) 0, good)
                        .build());

        assertThat(answer.getEvents()).isEqualTo(1);
        assertThat(answer.getFailedList()).containsExactlyInAnyOrder(TWO, "x" + (char) 0);
        assertThat(eventsOf(ONE)).isPresent();
        assertThat(eventsOf(TWO)).isEmpty();
    }

    private Optional<ProvisioningEvents> eventsOf(String machineId) {
        return door.store.read("events", tx -> tx.events().find(machineId));
    }

    @Test
    void aWaitingServerHearsAMessageWithEachBeat() {
        register();
        var listening = waitingServer();
        for (int beat = 1; beat <= 3; beat++) {
            int expected = beat;
            door.world.beat();
            until("a message came", () -> listening.messages() == expected);
        }
        assertThat(listening.open()).isTrue();
    }

    @Test
    void anAllocationEndsTheStreamCleanly() {
        register();
        var listening = waitingServer();
        allocate();
        assertThat(listening.end()).isEqualTo(Status.Code.OK);
        until("the machine waits no longer", () -> !door.waiting(ONE));
    }

    @Test
    void anAllocationWithoutSignalIsFoundWithinAMinute() {
        register();
        var listening = waitingServer();
        door.waits.allocated("somebody else");
        allocateSilently();
        for (int beat = 0; beat < 12; beat++) {
            int heard = listening.messages();
            door.world.beat();
            until("the stream did something", () -> listening.messages() > heard || !listening.open());
        }
        assertThat(listening.end()).isEqualTo(Status.Code.OK);
    }

    private void allocateSilently() {
        door.store.run("allocate", tx -> {
            var machine = tx.machines().get(ONE);
            var template = new Allocation(
                    door.world.newId(),
                    "",
                    "",
                    "",
                    door.world.now(),
                    "p",
                    "",
                    Optional.empty(),
                    List.of(),
                    "",
                    "",
                    List.of(),
                    Role.MACHINE,
                    false,
                    false,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty());
            return tx.machines().update(machine.withAllocation(Optional.of(template), List.of()));
        });
    }

    @Test
    void aServerThatIsAllocatedAlreadyIsNotHeld() {
        register();
        allocate();
        assertThat(Listening.to(door.sharedChannel(), ONE).end()).isEqualTo(Status.Code.OK);
        assertThat(door.waiting(ONE)).isFalse();
    }

    @Test
    void anUnknownServerCannotWait() {
        assertThat(Listening.to(door.sharedChannel(), ONE).end()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(door.waits.held()).isZero();
    }

    @Test
    void aSecondStreamEndsTheFirstWithAnError() {
        register();
        var first = waitingServer();
        var second = Listening.to(door.sharedChannel(), ONE);
        assertThat(first.end()).isEqualTo(Status.Code.ABORTED);
        door.world.beat();
        until("the second is served", () -> second.messages() > 0);
        assertThat(door.waiting(ONE)).isTrue();
    }

    @Test
    void aServerThatCancelsIsNoCandidateAnyMore() {
        register();
        var listening = waitingServer();
        listening.cancel();
        until("the machine waits no longer", () -> !door.waiting(ONE));
        assertThat(door.waits.held()).isZero();
    }

    @Test
    void aServerWhoseConnectionIsLostIsNoCandidateAnyMore() {
        register();
        var channel = door.sharedChannel();
        Listening.to(channel, ONE);
        until("the machine waits", () -> door.waiting(ONE));
        channel.shutdownNow();
        until("the machine waits no longer", () -> !door.waiting(ONE));
    }

    @Test
    void closingTheDoorClearsTheWaitingServers() {
        register();
        var listening = waitingServer();
        door.door.close();
        assertThat(listening.end()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(door.waiting(ONE)).isFalse();
    }

    @Test
    void whatACrashLeftWaitingIsClearedAtTheNextStart() {
        register();
        door.store.run("crash", tx -> {
            tx.machines().startWaiting(ONE, OpenDoor.NODE + "/of-the-run-before");
            return ONE;
        });
        var again = new WaitRegistry(door.store, door.world, OpenDoor.NODE, Runnable::run, 1);
        again.start(() -> {});
        assertThat(door.waiting(ONE)).isFalse();
    }

    @Test
    void aReportFinishesTheInstallation() {
        register();
        allocate();
        door.shared()
                .report(BootServiceReportRequest.newBuilder()
                        .setUuid(ONE)
                        .setConsolePassword("secret")
                        .setSuccess(true)
                        .setBootInfo(BootInfo.newBuilder().setKernel("/boot/vmlinuz"))
                        .build());
        var allocation = door.machine(ONE).allocation().orElseThrow();
        assertThat(allocation.consolePassword()).isEqualTo("secret");
        assertThat(allocation.reinstall()).isFalse();
        assertThat(allocation.bootInfo().orElseThrow().kernel()).isEqualTo("/boot/vmlinuz");
        List<OutboxMessage> sent = door.store.read("outbox", tx -> tx.outbox().oldest(9));
        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.what()).isEqualTo("DISK");
            assertThat(message.allocation()).contains(allocation.id());
        });
    }

    @Test
    void aReportOfAFreeMachineIsRefused() {
        register();
        var request = BootServiceReportRequest.newBuilder()
                .setUuid(ONE)
                .setBootInfo(BootInfo.getDefaultInstance())
                .build();
        assertThat(refusal(() -> door.shared().report(request))).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void theSuperUserPasswordIsAnswered() {
        var answer = door.shared().superUserPassword(BootServiceSuperUserPasswordRequest.getDefaultInstance());
        assertThat(answer.getSuperUserPassword()).isEqualTo("geheim");
    }

    @Test
    void eventsAreStoredAndCounted() {
        var answer = OpenDoor.events(door.sharedChannel())
                .send(EventServiceSendRequest.newBuilder()
                        .putEvents(
                                ONE,
                                MachineProvisioningEvent.newBuilder()
                                        .setEvent("Alive")
                                        .build())
                        .build());
        assertThat(answer.getEvents()).isEqualTo(1);
        assertThat(answer.getFailedList()).isEmpty();
    }
}
