package metalplant.rack.server;

/** What a server does right now: always exactly one thing, which ends with one answer or one timer. */
public enum Step {
    OFF(Phase.OFF, Program.NONE),
    FIRMWARE_SETUP(Phase.OFF, Program.NONE),
    /** Powered, and waiting for its turn to boot: not all may at once. */
    QUEUED(Phase.PXE, Program.FIRMWARE),
    FIRMWARE(Phase.PXE, Program.FIRMWARE),
    DHCP(Phase.PXE, Program.FIRMWARE),
    /** The firmware got no answer and tries again. */
    DHCP_PAUSE(Phase.PXE, Program.FIRMWARE),
    BOOT_SCRIPT(Phase.PXE, Program.FIRMWARE),
    LOADING_KERNEL(Phase.PXE, Program.FIRMWARE),
    LEASE(Phase.PXE, Program.FIRMWARE),
    TELL_PREPARING(Phase.REGISTERING, Program.INSTALLER),
    SUPER_USER(Phase.REGISTERING, Program.INSTALLER),
    INVENTORY(Phase.REGISTERING, Program.INSTALLER),
    TELL_REGISTERING(Phase.REGISTERING, Program.INSTALLER),
    REGISTER(Phase.REGISTERING, Program.INSTALLER),
    FIRST_LOOK(Phase.REGISTERING, Program.INSTALLER),
    WIPING(Phase.REGISTERING, Program.INSTALLER),
    TELL_WAITING(Phase.REGISTERING, Program.INSTALLER),
    WAITING(Phase.WAITING, Program.INSTALLER),
    WAIT_PAUSE(Phase.WAITING, Program.INSTALLER),
    SECOND_LOOK(Phase.INSTALLING, Program.INSTALLER),
    TELL_INSTALLING(Phase.INSTALLING, Program.INSTALLER),
    INSTALLING(Phase.INSTALLING, Program.INSTALLER),
    REPORT(Phase.INSTALLING, Program.INSTALLER),
    TELL_KERNEL(Phase.INSTALLING, Program.INSTALLER),
    ABORT_REINSTALL(Phase.INSTALLING, Program.INSTALLER),
    TELL_CRASHED(Phase.CRASHED, Program.INSTALLER),
    CRASH_PAUSE(Phase.CRASHED, Program.INSTALLER),
    TELL_PLANNED_REBOOT(Phase.WAITING, Program.INSTALLER),
    STARTING_SYSTEM(Phase.BOOTING, Program.NONE),
    RUNNING(Phase.BOOTING, Program.SYSTEM),
    PHONED_HOME(Phase.PHONED_HOME, Program.SYSTEM);

    private final Phase phase;
    private final Program program;

    Step(Phase phase, Program program) {
        this.phase = phase;
        this.program = program;
    }

    /** Which software runs on the server. */
    public enum Program {
        NONE,
        FIRMWARE,
        INSTALLER,
        SYSTEM
    }

    public Phase phase() {
        return phase;
    }

    public Program program() {
        return program;
    }

    /** Between getting its turn to boot and waiting: what the start-up storm is made of. */
    public boolean isBooting() {
        return this != QUEUED && compareTo(FIRMWARE) >= 0 && compareTo(TELL_WAITING) <= 0;
    }

    public boolean hasPower() {
        return this != OFF;
    }
}
