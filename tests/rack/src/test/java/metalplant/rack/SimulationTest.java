package metalplant.rack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import metalplant.rack.bmc.BmcRoom.Verdict;
import metalplant.rack.count.Count;
import metalplant.rack.plant.Allocation;
import metalplant.rack.plant.CallFailure;
import metalplant.rack.plant.Outcome;
import metalplant.rack.server.Phase;
import metalplant.rack.server.Step;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void sixteenServersWaitWithinSeconds() {
        var rack = TestRacks.of(1, 16, "");

        rack.simulation.start();

        rack.loop.runUntil(() -> rack.in(Phase.WAITING) == 16, Duration.ofSeconds(5));
        assertThat(rack.plant.eventsOf(rack.server(1).spec())).containsExactly("Preparing", "Registering", "Waiting");
    }

    @Test
    void aServerIsInstalledPhonesHomeIsFreedAndWaitsAgain() {
        var rack = TestRacks.waiting(2, "");
        var server = rack.server(1);

        rack.plant.allocate(server.spec(), "a1");
        rack.until(server, Phase.PHONED_HOME);

        assertThat(rack.plant.eventsOf(server.spec())).endsWith("Waiting", "Installing", "Booting New Kernel");
        assertThat(server.state().allocationId()).isEqualTo("a1");

        rack.plant.allocations.clear();
        rack.deliver("delete", "", server);
        rack.until(server, Phase.WAITING);

        assertThat(server.state().allocationId()).isEmpty();
        assertThat(rack.simulation.commands().latest()).singleElement().satisfies(entry -> {
            assertThat(entry.word()).isEqualTo("delete");
            assertThat(entry.allocation()).isEqualTo("a1");
            assertThat(entry.phase()).isEqualTo("phoned-home");
            assertThat(entry.fate()).isEqualTo("done");
        });
        assertThat(rack.in(Phase.WAITING)).isEqualTo(2);
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        assertThat(script(7)).isEqualTo(script(7));
        assertThat(script(7)).isNotEqualTo(script(8));
    }

    private static String script(long seed) {
        var rack = TestRacks.of(seed, 40, "crash-in-install=0.3,lost-phone-home=0.2,dead-wait=0.3,wrong-cable=m3");
        rack.simulation.start();
        rack.loop.run(Duration.ofSeconds(20));
        rack.simulation.servers().forEach(server -> rack.plant.allocate(server.spec(), "a"));
        rack.loop.run(Duration.ofSeconds(60));
        rack.deliver("command", "CYCLE", rack.server(9));
        rack.plant.goAway();
        rack.loop.run(Duration.ofSeconds(60));
        return String.join("\n", rack.trace) + String.join("\n", rack.plant.told);
    }

    @Test
    void aPlantThatIsAwayForMinutesIsFoundAgainAndNothingPilesUp() {
        var rack = TestRacks.waiting(32, "");
        rack.loop.run(Duration.ofMinutes(2));
        int before = rack.loop.waiting();

        rack.plant.goAway();
        rack.loop.run(Duration.ofMinutes(10));
        int during = rack.loop.waiting();
        rack.plant.away = false;

        rack.loop.runUntil(
                () -> rack.simulation.servers().stream().allMatch(server -> rack.plant.holds(server.spec())), LONG);
        assertThat(during).isLessThan(before + 2 * 32);
        assertThat(rack.simulation.counters().get(Count.BUGS)).isZero();
    }

    @Test
    void serversWaitForTheirLeavesAndRetryTheirFirmwareWhileThePlantIsAway() {
        var rack = TestRacks.of(1, 4, "");
        rack.plant.away = true;
        rack.simulation.start();
        rack.loop.run(Duration.ofMinutes(1));
        assertThat(rack.in(Phase.OFF)).isEqualTo(4);

        rack.plant.away = false;

        rack.until(Phase.WAITING, 4);
    }

    @Test
    void aCrashInTheInstallerIsToldAndFollowedByAReboot() {
        var rack = TestRacks.waiting(1, "crash-in-install=m1");
        var server = rack.server(1);

        rack.plant.allocate(server.spec(), "a1");
        rack.until(server, Phase.CRASHED);
        rack.until(server, Phase.INSTALLING);

        assertThat(rack.plant.eventsOf(server.spec()))
                .containsSubsequence("Installing", "Crashed", "Preparing", "Registering", "Waiting");
        assertThat(rack.simulation.counters().get(Count.INSTALLATIONS)).isZero();
    }

    @Test
    void aLostPhoneHomeLeavesTheServerBootingForEver() {
        var rack = TestRacks.waiting(1, "lost-phone-home=m1");

        rack.plant.allocate(rack.server(1).spec(), "a1");
        rack.loop.run(Duration.ofMinutes(10));

        assertThat(rack.server(1).state().step()).isEqualTo(Step.RUNNING);
        assertThat(rack.plant.told).noneMatch(line -> line.startsWith("phoned-home"));
    }

    @Test
    void aSilentBmcIsAbsentFromReportsAndDropsCommands() {
        var rack = TestRacks.waiting(2, "bmc-silent=m1");
        var silent = rack.server(1);

        rack.deliver("command", "OFF", silent);
        rack.deliver("command", "OFF", rack.server(2));
        rack.loop.run(Duration.ofSeconds(10));

        assertThat(silent.state().step().phase()).isEqualTo(Phase.WAITING);
        assertThat(rack.server(2).state().step()).isEqualTo(Step.OFF);
        assertThat(rack.simulation.counters().get(Count.COMMANDS_UNANSWERED)).isEqualTo(1);
        var reports = rack.plant.bmcReports.getLast().path("reports");
        assertThat(reports.has(silent.spec().uuid())).isFalse();
        assertThat(reports.path(rack.server(2).spec().uuid()).path("PowerState").asText())
                .isEqualTo("OFF");
    }

    @Test
    void aDroppedWaitIsTakenUpAgainAfterThreeSeconds() {
        var rack = TestRacks.waiting(1, "dead-wait=m1");
        var server = rack.server(1);

        rack.loop.runUntil(() -> server.state().step() == Step.WAIT_PAUSE, LONG);
        rack.loop.runUntil(() -> rack.plant.holds(server.spec()), Duration.ofMillis(3_301));

        rack.plant.allocate(server.spec(), "a1");
        rack.until(server, Phase.PHONED_HOME);
        assertThat(rack.simulation.counters().get(Count.WAITS_BROKEN)).isPositive();
    }

    @Test
    void anUnknownMethodOnTheWaitMakesTheServerReboot() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);

        rack.plant.endWait(server.spec(), Outcome.failed(CallFailure.Kind.UNIMPLEMENTED, "no such method"));
        rack.until(server, Phase.CRASHED);

        rack.until(server, Phase.WAITING);
    }

    @Test
    void aReinstallationSkipsWipingAndWaiting() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);
        rack.plant.allocate(server.spec(), "a1");
        rack.until(server, Phase.PHONED_HOME);
        int before = rack.plant.eventsOf(server.spec()).size();

        rack.plant.allocations.put(server.spec().uuid(), new Allocation("a1", "machine", true, Optional.empty()));
        rack.deliver("command", "REINSTALL", server);
        rack.until(server, Phase.PXE);
        rack.until(server, Phase.PHONED_HOME);

        assertThat(rack.plant.eventsOf(server.spec()).subList(before, before + 4))
                .containsExactly("Preparing", "Registering", "Installing", "Booting New Kernel");
    }

    @Test
    void aReinstallationThatCrashesAsksForTheOldSystemAndBootsIt() {
        var rack = TestRacks.waiting(1, "crash-in-install=m1");
        var server = rack.server(1);
        rack.plant.oldSystem = true;

        rack.plant.allocations.put(server.spec().uuid(), new Allocation("a1", "machine", true, Optional.empty()));
        rack.deliver("command", "REINSTALL", server);
        rack.until(server, Phase.PHONED_HOME);

        assertThat(rack.plant.told).contains(server.spec().uuid() + " abort true");
        assertThat(rack.plant.eventsOf(server.spec())).doesNotContain("Crashed");
    }

    @Test
    void aStaleCommandIsDroppedAndCounted() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);

        var verdict = rack.simulation
                .bmcs()
                .take(rack.message("command", "OFF", server), rack.loop.now().minusSeconds(31));

        assertThat(verdict).isEqualTo(Verdict.FINISH);
        assertThat(server.state().step().hasPower()).isTrue();
        assertThat(rack.simulation.counters().get(Count.COMMANDS_STALE)).isEqualTo(1);
        assertThat(rack.simulation.commands().latest().getLast().fate()).isEqualTo("stale");
    }

    @Test
    void aCommandWithAWrongPasswordOrWithoutABmcIsRefusedAndMayComeAgain() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);
        var room = rack.simulation.bmcs();

        assertThat(room.take(TestRacks.message("command", "OFF", server, "guess"), rack.loop.now()))
                .isEqualTo(Verdict.AGAIN);
        assertThat(room.take("{\"type\":\"command\"}".getBytes(StandardCharsets.UTF_8), rack.loop.now()))
                .isEqualTo(Verdict.AGAIN);
        assertThat(room.take(new byte[] {'{'}, rack.loop.now())).isEqualTo(Verdict.AGAIN);

        assertThat(server.state().step().hasPower()).isTrue();
        assertThat(rack.simulation.counters().get(Count.COMMANDS_REFUSED)).isEqualTo(3);
    }

    @Test
    void powerAndBootOrderDoWhatTheirWordsSay() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);

        rack.deliver("command", "LED-ON", server);
        rack.deliver("command", "OFF", server);
        assertThat(server.state().led()).isTrue();
        assertThat(server.state().step()).isEqualTo(Step.OFF);

        rack.deliver("command", "BIOS", server);
        rack.deliver("command", "ON", server);
        assertThat(server.state().step()).isEqualTo(Step.FIRMWARE_SETUP);

        rack.deliver("command", "DISK", server);
        rack.deliver("command", "CYCLE", server);
        rack.until(server, Phase.WAITING);
    }

    @Test
    void aLeafAppliesWhatIsConsistentAndTellsWhyItRefusesTheRest() {
        var rack = TestRacks.waiting(1, "");
        var leaf = rack.simulation.leaves().getFirst();
        var document = (ObjectNode) ScriptedPlant.allInBootNetwork(leaf.spec());
        ((ObjectNode) document.path("nics").get(0)).put("vrf", "vrf42");
        rack.plant.switches.put(leaf.spec().id(), document);
        rack.plant.allocate(rack.server(1).spec(), "a1");
        rack.until(rack.server(1), Phase.PHONED_HOME);
        rack.loop.run(Duration.ofSeconds(24));

        assertThat(leaf.appliedVrfs()).containsEntry("Ethernet0", "vrf42");
        var notice = rack.plant.notices.get(leaf.spec().id());
        assertThat(notice.path("error").isNull()).isTrue();
        assertThat(notice.at("/port_states/Ethernet0").asText()).isEqualTo("UP");
        assertThat(notice.at("/port_states/Ethernet1").asText()).isEqualTo("DOWN");
        assertThat(notice.at("/bgp_port_states/Ethernet0/BgpState").asText()).isEqualTo("Established");

        ((ObjectNode) document.path("nics").get(1)).put("vrf", "red");
        rack.loop.run(Duration.ofSeconds(12));

        assertThat(rack.plant.notices.get(leaf.spec().id()).path("error").asText())
                .contains("red");
        assertThat(leaf.appliedVrfs()).containsEntry("Ethernet0", "vrf42");
        assertThat(rack.simulation.counters().get(Count.LEAF_REFUSALS)).isPositive();
    }

    @Test
    void anInstallerGivesASignOfLifeOnceAMinuteAndAnInstalledServerIsToldOfOnceAMinute() {
        var rack = TestRacks.waiting(2, "");
        rack.plant.allocate(rack.server(1).spec(), "a1");
        rack.until(rack.server(1), Phase.PHONED_HOME);
        rack.plant.told.clear();

        rack.loop.run(Duration.ofMinutes(10));

        assertThat(rack.plant.told.stream().filter(line -> line.endsWith("event Alive")))
                .hasSizeBetween(9, 10)
                .allMatch(line -> line.startsWith(rack.server(2).spec().uuid()));
        // Both leaves of the pair see it.
        assertThat(rack.plant.told.stream().filter(line -> line.startsWith("phoned-home")))
                .hasSizeBetween(18, 20);
    }

    @Test
    void whoAppearsWhileABatchIsUnderWayIsToldOfSoonAfter() {
        var rack = TestRacks.waiting(32, "");
        rack.plant.thinks = Duration.ofSeconds(3);

        rack.simulation.servers().forEach(server -> rack.plant.allocate(server.spec(), "a"));

        rack.loop.runUntil(() -> rack.in(Phase.PHONED_HOME) == 32, Duration.ofSeconds(40));
    }

    @Test
    void aServerThatNobodyWantsRebootsAfterADay() {
        var rack = TestRacks.waiting(1, "");

        rack.loop.run(Duration.ofHours(49));

        assertThat(rack.plant.eventsOf(rack.server(1).spec())).contains("Planned Reboot");
        assertThat(rack.in(Phase.WAITING)).isEqualTo(1);
    }

    @Test
    void anAllocationThatCannotBeInstalledCrashesTheInstaller() {
        var rack = TestRacks.waiting(1, "");
        var server = rack.server(1);

        rack.plant.allocations.put(
                server.spec().uuid(), new Allocation("a1", "machine", false, Optional.of("no networks")));
        rack.plant.endWait(server.spec(), Outcome.done());
        rack.until(server, Phase.CRASHED);

        assertThat(server.state().trouble()).contains("no networks");
    }
}
