package metalplant.server.boot;

import static metalplant.server.boot.BootDoorTest.refusal;
import static metalplant.server.boot.Servers.MAC_ONE;
import static metalplant.server.boot.Servers.MAC_TWO;
import static metalplant.server.boot.Servers.ONE;
import static metalplant.server.boot.Servers.TWO;
import static metalplant.testkit.bus.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import metalplant.core.boot.LentLease;
import metalplant.wire.boot.v1.BootServiceDhcpRequest;
import metalplant.wire.boot.v1.BootServiceSuperUserPasswordRequest;
import metalplant.wire.boot.v1.EventServiceSendRequest;
import metalplant.wire.boot.v1.EventServiceSendResponse;
import metalplant.wire.boot.v1.MachineProvisioningEvent;
import metalplant.wire.lending.v1.LeaseServiceGrpc;
import metalplant.wire.lending.v1.LendRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootLeasesTest {
    private static final Status.Code REFUSED = Status.Code.PERMISSION_DENIED;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private OpenDoor door;

    @BeforeEach
    void open() {
        door = new OpenDoor(folder, List.of());
    }

    @AfterEach
    void close() {
        door.close();
    }

    private LentLease lend(String mac) {
        return door.leases.lend(mac, OpenDoor.PARTITION);
    }

    private static void register(ManagedChannel channel, String uuid, String mac) {
        var answer =
                OpenDoor.stub(channel).register(Servers.registering(uuid, mac).build());
        assertThat(answer.getUuid()).isEqualTo(uuid);
    }

    private static Status.Code registerRefused(ManagedChannel channel, String uuid, String mac) {
        return refusal(() ->
                OpenDoor.stub(channel).register(Servers.registering(uuid, mac).build()));
    }

    private static EventServiceSendResponse say(ManagedChannel channel, String uuid, String event) {
        return OpenDoor.events(channel)
                .send(EventServiceSendRequest.newBuilder()
                        .putEvents(
                                uuid,
                                MachineProvisioningEvent.newBuilder()
                                        .setEvent(event)
                                        .build())
                        .build());
    }

    @Test
    void aLeasedServerRegistersWaitsAndSaysItsEvents() {
        var channel = door.leased(lend(MAC_ONE));
        register(channel, ONE, MAC_ONE);
        Listening.to(channel, ONE);
        until("the machine waits", () -> door.waiting(ONE));
        assertThat(say(channel, ONE, "Waiting").getEvents()).isEqualTo(1);
    }

    @Test
    void aLeaseIsNotGoodForAServerWithoutItsNetworkCard() {
        assertThat(registerRefused(door.leased(lend(MAC_ONE)), ONE, MAC_TWO)).isEqualTo(REFUSED);
    }

    @Test
    void aBoundLeaseIsNotGoodForAnotherServer() {
        var channel = door.leased(lend(MAC_ONE));
        register(channel, ONE, MAC_ONE);
        assertThat(registerRefused(channel, TWO, MAC_ONE)).isEqualTo(REFUSED);
        assertThat(Listening.to(channel, TWO).end()).isEqualTo(REFUSED);
        assertThat(say(channel, TWO, "Alive").getFailedList()).containsExactly(TWO);
    }

    @Test
    void dhcpBindsALeaseByItsCertificateAlone() {
        var channel = door.leased(lend(MAC_ONE));
        OpenDoor.stub(channel)
                .dhcp(BootServiceDhcpRequest.newBuilder().setUuid(ONE).build());
        assertThat(registerRefused(channel, TWO, MAC_ONE)).isEqualTo(REFUSED);
        register(channel, ONE, MAC_ONE);
    }

    @Test
    void anUnboundLeaseCannotWait() {
        door.shared().register(Servers.registering(ONE, MAC_ONE).build());
        assertThat(Listening.to(door.leased(lend(MAC_ONE)), ONE).end()).isEqualTo(REFUSED);
    }

    @Test
    void theSharedCertificateCannotSpeakForALeasedServer() {
        register(door.leased(lend(MAC_ONE)), ONE, MAC_ONE);
        var shared = door.sharedChannel();
        assertThat(registerRefused(shared, ONE, MAC_ONE)).isEqualTo(REFUSED);
        assertThat(Listening.to(shared, ONE).end()).isEqualTo(REFUSED);
    }

    @Test
    void theSwitchAgentStillSaysThatALeasedServerPhonedHome() {
        register(door.leased(lend(MAC_ONE)), ONE, MAC_ONE);
        assertThat(say(door.sharedChannel(), ONE, "Phoned Home").getEvents()).isEqualTo(1);
    }

    @Test
    void theSharedCertificateSpeaksForServersWithoutLease() {
        register(door.leased(lend(MAC_ONE)), ONE, MAC_ONE);
        register(door.sharedChannel(), TWO, MAC_TWO);
    }

    @Test
    void aServerThatBootsAgainGetsInWithItsNewLeaseOnly() {
        var old = door.leased(lend(MAC_ONE));
        register(old, ONE, MAC_ONE);
        register(door.leased(lend(MAC_ONE)), ONE, MAC_ONE);
        assertThat(registerRefused(old, ONE, MAC_ONE)).isEqualTo(REFUSED);
    }

    @Test
    void aLeaseOfAnotherCardDoesNotTakeOverALeasedServer() {
        register(door.leased(lend(MAC_ONE)), ONE, MAC_ONE);
        assertThat(registerRefused(door.leased(lend(MAC_TWO)), ONE, MAC_TWO)).isEqualTo(REFUSED);
    }

    @Test
    void aRevokedLeaseIsGoodForNothingButTheLastEvent() {
        var channel = door.leased(lend(MAC_ONE));
        register(channel, ONE, MAC_ONE);
        door.store.run("revoke", tx -> {
            tx.leases().revokeOf(ONE);
            return ONE;
        });
        assertThat(registerRefused(channel, ONE, MAC_ONE)).isEqualTo(REFUSED);
        assertThat(refusal(() -> OpenDoor.stub(channel)
                        .superUserPassword(BootServiceSuperUserPasswordRequest.getDefaultInstance())))
                .isEqualTo(REFUSED);
        assertThat(say(channel, ONE, "Crashed").getFailedList()).containsExactly(ONE);
        assertThat(say(channel, ONE, "Booting New Kernel").getEvents()).isEqualTo(1);
    }

    @Test
    void theKeyOfALeaseReadsItsMachineUntilItIsRevoked() {
        var lease = lend(MAC_ONE);
        var principals = new StoredLeases(door.store, door.world);
        assertThat(principals.keysOf(ONE)).isEmpty();
        register(door.leased(lease), ONE, MAC_ONE);
        assertThat(principals.keysOf(ONE))
                .containsExactly(lease.lease().hmacKey().getBytes(StandardCharsets.UTF_8));
        door.store.run("revoke", tx -> {
            tx.leases().revokeOf(ONE);
            return ONE;
        });
        assertThat(principals.keysOf(ONE)).isEmpty();
        assertThat(principals.keysOf("")).isEmpty();
    }

    @Test
    void thereIsAnEndToLending() {
        for (int i = 0; i < 5; i++) {
            lend("aa:aa:aa:aa:bb:0" + i);
        }
        assertThatThrownBy(() -> lend(MAC_ONE)).hasMessageContaining("5 boot leases");
    }

    @Test
    void aCardThatAsksAgainAndAgainHoldsOneUnusedLease() {
        var first = lend(MAC_ONE);
        for (int i = 0; i < 9; i++) {
            lend(MAC_ONE);
        }
        assertThat(registerRefused(door.leased(first), ONE, MAC_ONE)).isEqualTo(REFUSED);
    }

    @Test
    void aLeaseWhoseMachineWasKnownWhenItWasLentIsBoundFromTheStart() {
        var lease = door.leases.lend(MAC_ONE, OpenDoor.PARTITION, ONE);
        var channel = door.leased(lease);
        assertThat(registerRefused(channel, TWO, MAC_ONE)).isEqualTo(REFUSED);
        assertThat(say(channel, TWO, "Preparing").getFailedList()).containsExactly(TWO);
        register(channel, ONE, MAC_ONE);
    }

    @Test
    void aServerBootsFromAnotherOfItsCardsAtOnce() {
        var lease = door.leased(lend(MAC_ONE));
        var both = Servers.registering(ONE, MAC_ONE);
        both.getHardwareBuilder()
                .addNics(both.getHardware().getNics(0).toBuilder().setMac(MAC_TWO));
        OpenDoor.stub(lease).register(both.build());
        OpenDoor.stub(door.leased(lend(MAC_TWO))).register(both.build());
        assertThat(refusal(() -> OpenDoor.stub(lease).register(both.build()))).isEqualTo(REFUSED);
    }

    @Test
    void aCardThatAKnownServerNeverHadSpeaksForItInNothing() {
        var owner = door.leased(lend(MAC_ONE));
        register(owner, ONE, MAC_ONE);
        door.store.run("revoke", tx -> {
            tx.leases().revokeOf(ONE);
            return ONE;
        });
        var intruder = door.leased(lend(MAC_TWO));
        assertThat(say(intruder, ONE, "Machine Reclaim").getFailedList()).containsExactly(ONE);
        assertThat(refusal(() -> OpenDoor.stub(intruder)
                        .dhcp(BootServiceDhcpRequest.newBuilder().setUuid(ONE).build())))
                .isEqualTo(REFUSED);
        assertThat(registerRefused(intruder, ONE, MAC_TWO)).isEqualTo(REFUSED);
        assertThat(Listening.to(intruder, ONE).end()).isEqualTo(REFUSED);
        assertThatThrownBy(() -> door.leases.lend(MAC_TWO, OpenDoor.PARTITION, ONE))
                .hasMessageContaining("has no network card " + MAC_TWO);
    }

    @Test
    void theBootServerLendsAndSpeaksForNoMachine() {
        var channel = door.bootServer();
        var lending = LeaseServiceGrpc.newBlockingStub(channel);
        var request = LendRequest.newBuilder()
                .setMac(MAC_ONE)
                .setPartitionId(OpenDoor.PARTITION)
                .setMachineId(ONE)
                .build();
        assertThat(lending.lend(request).getCert()).startsWith("-----BEGIN CERTIFICATE-----");
        OpenDoor.stub(channel)
                .dhcp(BootServiceDhcpRequest.newBuilder().setUuid(ONE).build());
        assertThat(registerRefused(channel, ONE, MAC_ONE)).isEqualTo(REFUSED);
        assertThat(Listening.to(channel, ONE).end()).isEqualTo(REFUSED);
        assertThat(say(channel, ONE, "Alive").getFailedList()).containsExactly(ONE);
        assertThat(refusal(() -> OpenDoor.stub(channel)
                        .superUserPassword(BootServiceSuperUserPasswordRequest.getDefaultInstance())))
                .isEqualTo(REFUSED);
    }

    @Test
    void nobodyElseLends() {
        var request = LendRequest.newBuilder()
                .setMac(MAC_ONE)
                .setPartitionId(OpenDoor.PARTITION)
                .build();
        for (var channel : List.of(door.sharedChannel(), door.leased(lend(MAC_TWO)))) {
            assertThat(refusal(() -> LeaseServiceGrpc.newBlockingStub(channel).lend(request)))
                    .isEqualTo(REFUSED);
        }
    }
}
