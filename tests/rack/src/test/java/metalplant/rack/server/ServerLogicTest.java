package metalplant.rack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import metalplant.rack.plant.Allocation;
import metalplant.rack.plant.CallFailure;
import metalplant.rack.server.Input.Button;
import org.junit.jupiter.api.Test;

class ServerLogicTest {
    private static final Allocation FRESH = new Allocation("a1", "machine", false, Optional.empty());
    private static final Allocation AGAIN = new Allocation("a1", "machine", true, Optional.empty());
    private static final Input.Failed AWAY = failed(CallFailure.Kind.AWAY);

    private static Input.Failed failed(CallFailure.Kind kind) {
        return new Input.Failed(new CallFailure(kind, "test"));
    }

    private static ServerState at(Step step) {
        return ServerState.DELIVERED.to(step);
    }

    private static Step after(Step step, Input input) {
        return ServerLogic.next(at(step), input).step();
    }

    @Test
    void aFreshServerWalksFromTheButtonToTheWait() {
        var state = ServerLogic.next(ServerState.DELIVERED, new Input.Power(Button.ON));
        while (state.step() != Step.FIRST_LOOK) {
            state = ServerLogic.next(state, Input.advance());
        }
        state = ServerLogic.next(state, new Input.Looked(Optional.empty()));
        while (state.step() != Step.WAITING) {
            state = ServerLogic.next(state, Input.advance());
        }

        assertThat(state.visit()).isEqualTo(15);
    }

    @Test
    void anAllocatedServerWalksFromTheWaitToTheRunningSystem() {
        var state = ServerLogic.next(at(Step.WAITING), Input.advance());
        assertThat(state.step()).isEqualTo(Step.SECOND_LOOK);
        state = ServerLogic.next(state, new Input.Looked(Optional.of(FRESH)));
        while (state.step() != Step.RUNNING) {
            state = ServerLogic.next(state, Input.advance());
        }
        state = ServerLogic.next(state, new Input.SeenByPlant());

        assertThat(state.step()).isEqualTo(Step.PHONED_HOME);
        assertThat(state.systemOnDisk()).isTrue();
        assertThat(state.target()).isEqualTo(BootTarget.DISK);
        assertThat(state.allocationId()).isEqualTo("a1");
    }

    @Test
    void everyStepGoesDarkWithoutPowerAndNothingElseMovesADarkServer() {
        for (Step step : Step.values()) {
            assertThat(after(step, new Input.Power(Button.OFF))).isEqualTo(Step.OFF);
        }
        for (Input input : List.of(
                Input.advance(),
                AWAY,
                new Input.Looked(Optional.of(FRESH)),
                new Input.Aborted(true),
                new Input.Break("x"),
                new Input.WaitedTooLong(),
                new Input.SeenByPlant())) {
            assertThat(ServerLogic.next(at(Step.OFF), input)).isEqualTo(at(Step.OFF));
        }
    }

    @Test
    void everyStepStartsAgainAfterAReset() {
        for (Step step : Step.values()) {
            var before = at(step);
            var reset = ServerLogic.next(before, new Input.Power(Button.RESET));
            assertThat(reset.step()).isEqualTo(Step.QUEUED);
            assertThat(reset.visit()).isGreaterThan(before.visit());
        }
    }

    @Test
    void anEventThatCannotBeToldDoesNotStopTheInstaller() {
        for (Step step : Step.values()) {
            if (step.name().startsWith("TELL_") || step == Step.SUPER_USER) {
                assertThat(after(step, AWAY)).isEqualTo(after(step, Input.advance()));
            }
        }
    }

    @Test
    void firmwareRetriesAndTheInstallerCrashes() {
        assertThat(after(Step.DHCP, AWAY)).isEqualTo(Step.DHCP_PAUSE);
        assertThat(after(Step.BOOT_SCRIPT, AWAY)).isEqualTo(Step.DHCP_PAUSE);
        assertThat(after(Step.LEASE, AWAY)).isEqualTo(Step.DHCP_PAUSE);
        for (Step step : List.of(Step.REGISTER, Step.FIRST_LOOK, Step.SECOND_LOOK, Step.REPORT)) {
            assertThat(after(step, AWAY)).isEqualTo(Step.TELL_CRASHED);
        }
    }

    @Test
    void aBrokenWaitIsRetriedUnlessThePlantHasBecomeAnother() {
        assertThat(after(Step.WAITING, AWAY)).isEqualTo(Step.WAIT_PAUSE);
        assertThat(after(Step.WAITING, failed(CallFailure.Kind.REFUSED))).isEqualTo(Step.WAIT_PAUSE);
        assertThat(after(Step.WAITING, failed(CallFailure.Kind.UNIMPLEMENTED))).isEqualTo(Step.TELL_CRASHED);
        assertThat(after(Step.WAITING, failed(CallFailure.Kind.CERTIFICATE))).isEqualTo(Step.TELL_CRASHED);
    }

    @Test
    void aWaitThatEndsWithoutAnAllocationCrashesTheInstaller() {
        assertThat(after(Step.SECOND_LOOK, new Input.Looked(Optional.empty()))).isEqualTo(Step.TELL_CRASHED);
    }

    @Test
    void onlyAReinstallationIsInstalledAtTheFirstLook() {
        assertThat(after(Step.FIRST_LOOK, new Input.Looked(Optional.of(AGAIN)))).isEqualTo(Step.TELL_INSTALLING);
        assertThat(after(Step.FIRST_LOOK, new Input.Looked(Optional.of(FRESH)))).isEqualTo(Step.WIPING);
    }

    @Test
    void aReinstallationInTroubleIsAbortedAndOnlyThatOne() {
        var again = ServerLogic.next(at(Step.FIRST_LOOK), new Input.Looked(Optional.of(AGAIN)));
        var broken = ServerLogic.next(ServerLogic.next(again, Input.advance()), new Input.Break("x"));
        assertThat(broken.step()).isEqualTo(Step.ABORT_REINSTALL);
        assertThat(ServerLogic.next(broken, new Input.Aborted(true)).step()).isEqualTo(Step.STARTING_SYSTEM);

        var rebooted = ServerLogic.next(broken, new Input.Aborted(false));
        assertThat(rebooted.step()).isEqualTo(Step.QUEUED);
        assertThat(rebooted.reinstalling()).isFalse();
    }

    @Test
    void bootingFromAnEmptyDiskFallsBackToTheNetwork() {
        var disk = ServerLogic.next(ServerState.DELIVERED, new Input.BootFrom(BootTarget.DISK));

        assertThat(ServerLogic.next(disk, new Input.Power(Button.ON)).step()).isEqualTo(Step.QUEUED);
        assertThat(ServerLogic.next(disk.withSystemOnDisk(true), new Input.Power(Button.ON))
                        .step())
                .isEqualTo(Step.STARTING_SYSTEM);
    }
}
