package metalplant.rack.server;

import java.util.Locale;
import java.util.Optional;
import metalplant.rack.plant.Allocation;
import metalplant.rack.plant.CallFailure;
import metalplant.rack.server.Input.Button;
import metalplant.rack.server.Step.Program;

/**
 * The life of a server, pure: no clock, no chance, no plant.
 *
 * <pre>
 * OFF --on--> (boot) = QUEUED | STARTING_SYSTEM | FIRMWARE_SETUP, by boot target
 * QUEUED > FIRMWARE > DHCP > BOOT_SCRIPT > LOADING_KERNEL > LEASE     no answer: DHCP_PAUSE > DHCP
 * > TELL_PREPARING > SUPER_USER > INVENTORY > TELL_REGISTERING > REGISTER > FIRST_LOOK
 * FIRST_LOOK: reinstall > TELL_INSTALLING, else > WIPING > TELL_WAITING > WAITING
 * WAITING: stream ended > SECOND_LOOK, stream failed > WAIT_PAUSE > WAITING
 * SECOND_LOOK > TELL_INSTALLING > INSTALLING > REPORT > TELL_KERNEL > STARTING_SYSTEM > RUNNING > PHONED_HOME
 * trouble in the installer > TELL_CRASHED > CRASH_PAUSE > (boot); while reinstalling first > ABORT_REINSTALL
 * </pre>
 *
 * An event that cannot be told is no trouble: the installer goes on, as the real one does. Whatever does not fit the
 * current step changes nothing: late answers are normal.
 */
public final class ServerLogic {
    private ServerLogic() {}

    /** The state after the input; the same object if the input does not matter now. */
    public static ServerState next(ServerState state, Input input) {
        return switch (input) {
            case Input.Power power -> powered(state, power.button());
            case Input.BootFrom boot -> state.withTarget(boot.target());
            case Input.Led led -> state.withLed(led.on());
            case Input.Advance _ -> advanced(state);
            case Input.Looked looked -> looked(state, looked.allocation());
            case Input.Aborted aborted -> aborted(state, aborted.oldSystem());
            case Input.Failed failed -> failed(state, failed.failure());
            case Input.Break broken -> state.step() == Step.INSTALLING ? crash(state, broken.reason()) : state;
            case Input.WaitedTooLong _ -> waits(state) ? state.to(Step.TELL_PLANNED_REBOOT) : state;
            case Input.SeenByPlant _ -> state.step() == Step.RUNNING ? state.to(Step.PHONED_HOME) : state;
        };
    }

    private static ServerState powered(ServerState state, Button button) {
        return switch (button) {
            case ON -> state.step().hasPower() ? state : boot(state);
            case OFF -> state.step().hasPower() ? state.to(Step.OFF) : state;
            // Boards differ in what a reset does without power; here it starts, so that a freed server always comes
            // back.
            case RESET, CYCLE -> boot(state);
        };
    }

    private static ServerState boot(ServerState before) {
        var state = before.withAllocation(before.allocation(), false);
        return switch (state.target()) {
            case PXE -> state.to(Step.QUEUED);
            case DISK -> state.to(state.systemOnDisk() ? Step.STARTING_SYSTEM : Step.QUEUED);
            case BIOS -> state.withTarget(BootTarget.PXE).to(Step.FIRMWARE_SETUP);
        };
    }

    private static ServerState advanced(ServerState state) {
        return switch (state.step()) {
            case QUEUED -> state.to(Step.FIRMWARE);
            case FIRMWARE, DHCP_PAUSE -> state.to(Step.DHCP);
            case DHCP -> state.to(Step.BOOT_SCRIPT);
            case BOOT_SCRIPT -> state.to(Step.LOADING_KERNEL);
            case LOADING_KERNEL -> state.to(Step.LEASE);
            case LEASE -> state.to(Step.TELL_PREPARING);
            case TELL_PREPARING -> state.to(Step.SUPER_USER);
            case SUPER_USER -> state.to(Step.INVENTORY);
            case INVENTORY -> state.to(Step.TELL_REGISTERING);
            case TELL_REGISTERING -> state.to(Step.REGISTER);
            case REGISTER -> state.to(Step.FIRST_LOOK);
            case WIPING ->
                state.withSystemOnDisk(false)
                        .withAllocation(Optional.empty(), false)
                        .to(Step.TELL_WAITING);
            case TELL_WAITING, WAIT_PAUSE -> state.to(Step.WAITING);
            case WAITING -> state.to(Step.SECOND_LOOK);
            case TELL_INSTALLING -> state.to(Step.INSTALLING);
            case INSTALLING -> state.withSystemOnDisk(true).to(Step.REPORT);
            case REPORT -> state.withTarget(BootTarget.DISK).to(Step.TELL_KERNEL);
            case TELL_KERNEL -> state.to(Step.STARTING_SYSTEM);
            case STARTING_SYSTEM -> state.to(Step.RUNNING);
            case TELL_CRASHED -> state.to(Step.CRASH_PAUSE);
            case CRASH_PAUSE, TELL_PLANNED_REBOOT -> boot(state);
            case OFF, FIRMWARE_SETUP, FIRST_LOOK, SECOND_LOOK, ABORT_REINSTALL, RUNNING, PHONED_HOME -> state;
        };
    }

    private static ServerState looked(ServerState state, Optional<Allocation> found) {
        return switch (state.step()) {
            case FIRST_LOOK ->
                found.filter(Allocation::reinstall)
                        .map(allocation -> install(state.withAllocation(found, true), allocation))
                        .orElseGet(() -> state.to(Step.WIPING));
            case SECOND_LOOK ->
                found.map(allocation -> install(state.withAllocation(found, false), allocation))
                        .orElseGet(() -> crash(state, "the wait ended without an allocation"));
            default -> state;
        };
    }

    private static ServerState install(ServerState state, Allocation allocation) {
        return allocation
                .fault()
                .map(fault -> crash(state, "allocation cannot be installed: " + fault))
                .orElseGet(() -> state.to(Step.TELL_INSTALLING));
    }

    private static ServerState aborted(ServerState state, boolean oldSystem) {
        if (state.step() != Step.ABORT_REINSTALL) {
            return state;
        }
        return oldSystem ? state.withTarget(BootTarget.DISK).to(Step.STARTING_SYSTEM) : boot(state);
    }

    private static ServerState failed(ServerState state, CallFailure failure) {
        return switch (state.step()) {
            case DHCP, BOOT_SCRIPT, LEASE -> state.to(Step.DHCP_PAUSE);
            case TELL_PREPARING,
                    SUPER_USER,
                    TELL_REGISTERING,
                    TELL_WAITING,
                    TELL_INSTALLING,
                    TELL_KERNEL,
                    TELL_CRASHED,
                    TELL_PLANNED_REBOOT -> advanced(state);
            case WAITING -> waitFailed(state, failure);
            case REGISTER, FIRST_LOOK, SECOND_LOOK, REPORT -> crash(state, word(state) + ": " + failure.text());
            case ABORT_REINSTALL -> boot(state);
            default -> state;
        };
    }

    private static ServerState waitFailed(ServerState state, CallFailure failure) {
        return switch (failure.kind()) {
            case AWAY, REFUSED -> state.to(Step.WAIT_PAUSE);
            case UNIMPLEMENTED, CERTIFICATE -> crash(state, "wait: " + failure.text());
        };
    }

    private static ServerState crash(ServerState state, String reason) {
        var troubled = state.withTrouble(reason);
        return state.reinstalling() && state.step().program() == Program.INSTALLER
                ? troubled.to(Step.ABORT_REINSTALL)
                : troubled.to(Step.TELL_CRASHED);
    }

    private static boolean waits(ServerState state) {
        return state.step() == Step.WAITING || state.step() == Step.WAIT_PAUSE;
    }

    private static String word(ServerState state) {
        return state.step().name().toLowerCase(Locale.ROOT);
    }
}
