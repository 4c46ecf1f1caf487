package metalplant.rack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import metalplant.rack.count.Count;
import metalplant.rack.fault.Faults;
import metalplant.rack.inventory.HardwareProfile;
import metalplant.rack.inventory.Seed;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.PlantAccess;
import metalplant.rack.plant.RemotePlant;
import metalplant.rack.server.Phase;
import metalplant.rack.server.SimulatedServer;
import metalplant.rack.server.Step;
import metalplant.rack.server.Trace;
import metalplant.rack.time.Pace;
import metalplant.rack.time.ThreadLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rack against real sockets: mutual TLS, HTTP/2 streams, signed requests. */
class LifeOverTheWireTest {
    private static final Pace FAST = new Pace(1000);

    private static TestCertificates certificates;

    private final AtomicReference<Throwable> bug = new AtomicReference<>();
    private FakeBoot boot;
    private FakeRest rest;
    private ThreadLoop loop;
    private RemotePlant plant;
    private Simulation simulation;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws Exception {
        certificates = TestCertificates.make(directory);
    }

    @BeforeEach
    void startThePlant() throws Exception {
        boot = new FakeBoot(certificates.server());
        rest = new FakeRest(certificates.client());
        loop = new ThreadLoop(bug::set);
    }

    @AfterEach
    void stopEverything() throws Exception {
        loop.close();
        plant.close();
        rest.close();
        boot.close();
        assertThat(bug.get()).isNull();
    }

    private SimulatedServer startTheRack(int machines, boolean leases) throws Exception {
        var access = new PlantAccess(
                "test",
                rest.base(),
                Optional.empty(),
                FakeRest.VIEW,
                FakeRest.EDIT,
                boot.address(),
                Optional.of(certificates.client()),
                Optional.empty(),
                Optional.empty(),
                leases);
        plant = new RemotePlant(access, machines, loop);
        var setup = new Simulation.Setup(new Seed("test", 1), machines, HardwareProfile.DEFAULT, Faults.NONE, FAST, 4);
        simulation = new Simulation(setup, plant, loop, new SilentTrace());
        loop.post(simulation::start);
        return simulation.servers().getFirst();
    }

    @Test
    void aServerLivesItsWholeLife() throws Exception {
        var server = startTheRack(8, false);
        String uuid = server.spec().uuid();
        Await.until(
                "all wait",
                () -> simulation.servers().stream()
                        .allMatch(each -> boot.isWaiting(each.spec().uuid())));

        rest.allocations.put(uuid, "a1");
        boot.endWait(uuid);
        Await.until("phoned home", () -> phase(server) == Phase.PHONED_HOME);

        assertThat(boot.eventsOf(uuid))
                .containsSubsequence(
                        "PXE Booting",
                        "Preparing",
                        "Registering",
                        "Waiting",
                        "Installing",
                        "Booting New Kernel",
                        "Phoned Home");
        assertThat(boot.booted).contains(server.spec().pxeMac());
        assertThat(boot.reported.get(uuid).getBootInfo().getKernel()).isNotEmpty();

        rest.allocations.remove(uuid);
        byte[] delete = TestRacks.message(
                "delete", "", server, boot.registered.get(uuid).getIpmi().getPassword());
        loop.post(() -> simulation.bmcs().take(delete, loop.now()));

        Await.until("waits again", () -> boot.isWaiting(uuid));
        assertThat(onLoop(() -> simulation.commands().latest()).getFirst().allocation())
                .isEqualTo("a1");
        assertThat(rest.refusals).isEmpty();
    }

    @Test
    void theInventoryNamesTheLeavesThatRegistered() throws Exception {
        var server = startTheRack(1, false);
        Await.until(
                "registered", () -> boot.registered.containsKey(server.spec().uuid()));

        var request = boot.registered.get(server.spec().uuid());

        assertThat(request.getHardware().getNicsList())
                .extracting(nic -> nic.getName())
                .containsExactly("lo", "eth0", "eth1");
        for (var nic : request.getHardware().getNicsList().subList(1, 3)) {
            var neighbour = nic.getNeighbors(0);
            assertThat(rest.switches.get(neighbour.getHostname()).path("nics"))
                    .anyMatch(port -> port.path("identifier").asText().equals(neighbour.getIdentifier()));
        }
        assertThat(request.getHardware().getMemory()).isEqualTo(64L << 30);
        assertThat(request.getHardware().getDisksCount()).isEqualTo(2);
        assertThat(request.getIpmi().getAddress()).endsWith(":623");
    }

    @Test
    void aPlantThatRestartsIsWaitedForAgain() throws Exception {
        var server = startTheRack(3, false);
        String uuid = server.spec().uuid();
        Await.until("waits", () -> boot.isWaiting(uuid));

        boot.restart(() -> Await.until(
                "the break is noticed", () -> onLoop(() -> simulation.counters().get(Count.WAITS_BROKEN)) >= 3));

        Await.until(
                "waits again",
                () -> simulation.servers().stream()
                        .allMatch(each -> boot.isWaiting(each.spec().uuid())));
        assertThat(boot.eventsOf(uuid)).doesNotContain("Crashed");
    }

    @Test
    void withALeaseAServerReadsItsDocumentWithItsOwnKey() throws Exception {
        var server = startTheRack(2, true);
        String uuid = server.spec().uuid();
        Await.until("waits", () -> boot.isWaiting(uuid));
        rest.allocations.put(uuid, "a1");
        boot.endWait(uuid);

        Await.until("phoned home", () -> phase(server) == Phase.PHONED_HOME);

        assertThat(rest.readers).isNotEmpty().containsOnly(FakeRest.LEASED);
    }

    @Test
    void theBmcsAreReported() throws Exception {
        var server = startTheRack(2, false);
        Await.until("reported", () -> !rest.bmcReports.isEmpty());

        var report =
                rest.bmcReports.getFirst().path("reports").path(server.spec().uuid());

        assertThat(report.path("BMCIp").asText()).isEqualTo(server.spec().bmc().host());
        assertThat(report.path("FRU").path("product_serial").asText()).isNotEmpty();
    }

    private <T> T onLoop(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop::post).join();
    }

    private static Phase phase(SimulatedServer server) {
        return server.state().step().phase();
    }

    private static final class SilentTrace implements Trace {
        @Override
        public void moved(ServerSpec server, Step from, Step to) {}

        @Override
        public void troubled(ServerSpec server, String reason) {}
    }
}
