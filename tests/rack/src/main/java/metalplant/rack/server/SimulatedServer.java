package metalplant.rack.server;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import metalplant.rack.count.Count;
import metalplant.rack.fault.Fault;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.CallFailure;
import metalplant.rack.plant.Outcome;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.server.Step.Program;
import metalplant.rack.time.Loop;
import metalplant.rack.time.Pace;

/**
 * Gives {@link ServerLogic} time and the plant: begins what each step is about, and hands the end of it back. Lives on
 * the loop. At any time there is at most one timer or call for the step, one for the sign of life and one for the long
 * wait.
 */
public final class SimulatedServer {
    private final ServerSpec spec;
    private final Surroundings around;
    private final RandomGenerator delays;
    private final RandomGenerator faults;
    private final Passwords passwords;

    /** Written on the loop only; the tests and the last state report read it from elsewhere. */
    private volatile ServerState state = ServerState.DELIVERED;

    private Loop.Cancel activity = Loop.Cancel.NOTHING;
    private Loop.Cancel alive = Loop.Cancel.NOTHING;
    private Loop.Cancel longWait = Loop.Cancel.NOTHING;
    private boolean aliveUnderWay;
    private boolean announcing;
    private boolean diskWiped;

    public SimulatedServer(ServerSpec spec, Surroundings around) {
        this.spec = spec;
        this.around = around;
        this.delays = around.seed().stream(spec.name(), "delay");
        this.faults = around.seed().stream(spec.name(), "fault");
        this.passwords = new Passwords(around.seed(), spec.name());
    }

    public ServerSpec spec() {
        return spec;
    }

    public ServerState state() {
        return state;
    }

    /** Whether the installed system shows itself to the leaves. */
    public boolean announcesSystem() {
        return announcing;
    }

    /** Whether the BMC would let this login in. */
    public boolean bmcOpens(String user, String password) {
        return passwords.open(user, password);
    }

    /** Something happened to this server. */
    public void accept(Input input) {
        var before = state;
        state = ServerLogic.next(before, input);
        if (state.visit() != before.visit()) {
            moved(before);
        }
    }

    private void moved(ServerState before) {
        activity.cancel();
        activity = Loop.Cancel.NOTHING;
        around.trace().moved(spec, before.step(), state.step());
        if (state.step().program() != Program.SYSTEM) {
            announcing = false;
        }
        if (!state.step().isBooting()) {
            around.gate().leave(spec.name());
        }
        if (before.step() == Step.WAITING && state.step() == Step.WAIT_PAUSE) {
            around.counters().add(Count.WAITS_BROKEN);
        }
        watchInstaller(before.step().program());
        begin(state.step());
    }

    private void watchInstaller(Program before) {
        boolean was = before == Program.INSTALLER;
        boolean is = state.step().program() == Program.INSTALLER;
        if (!was && is) {
            aliveLater();
            var longest = Delays.WAIT_MAX.plusSeconds(delays.nextLong(Delays.WAIT_MAX.toSeconds()));
            longWait = around.loop().after(longest, () -> accept(new Input.WaitedTooLong()));
        } else if (was && !is) {
            alive.cancel();
            longWait.cancel();
            around.plant().leave(spec);
        }
    }

    private void begin(Step step) {
        var plant = around.plant();
        switch (step) {
            case OFF, FIRMWARE_SETUP -> {}
            case PHONED_HOME -> around.counters().add(Count.PHONED_HOME);
            case QUEUED -> around.gate().enter(spec.name(), turn());
            case FIRMWARE -> pause(Delays.FIRMWARE);
            case DHCP -> plant.dhcp(spec, answer("dhcp"));
            case DHCP_PAUSE, WAIT_PAUSE -> after(Pace.spread(Delays.RETRY, delays), Input.advance());
            case BOOT_SCRIPT -> plant.boot(spec, answer("boot"));
            case LOADING_KERNEL -> pause(Delays.LOADING_KERNEL);
            case LEASE -> plant.lease(spec, answer("lease"));
            case TELL_PREPARING -> tell("Preparing", "starting the simulated installer");
            case SUPER_USER -> plant.superUserPassword(spec, answer("super-user", this::superUser));
            case INVENTORY -> pause(Delays.INVENTORY);
            case TELL_REGISTERING -> tell("Registering", "");
            case REGISTER -> plant.register(spec, passwords.renew(), answer("register", this::registered));
            case FIRST_LOOK, SECOND_LOOK -> plant.allocation(spec, answer("machine", Input.Looked::new));
            case WIPING -> pause(Delays.WIPING);
            case TELL_WAITING -> tell("Waiting", "waiting for allocation");
            case WAITING -> hold();
            case TELL_INSTALLING -> tell("Installing", "start installation");
            case INSTALLING -> install();
            case REPORT -> plant.report(spec, passwords.draw(), answer("report", this::reported));
            case TELL_KERNEL -> tell("Booting New Kernel", "booting into distro kernel");
            case ABORT_REINSTALL -> plant.abortReinstall(spec, diskWiped, answer("abort", Input.Aborted::new));
            case TELL_CRASHED -> crashed();
            case CRASH_PAUSE -> pause(Delays.CRASH_PAUSE);
            case TELL_PLANNED_REBOOT -> tell("Planned Reboot", "autoreboot after a day");
            case STARTING_SYSTEM -> pause(Delays.STARTING_SYSTEM);
            case RUNNING -> run();
        }
    }

    private Runnable turn() {
        long visit = state.visit();
        // Posted, because the gate may call from inside the step of another server.
        return () -> around.loop().post(() -> {
            if (state.visit() == visit) {
                accept(Input.advance());
            }
        });
    }

    private void hold() {
        var stream = around.plant().waitForAllocation(spec, answer("wait"));
        activity = stream;
        if (strikes(Fault.DEAD_WAIT)) {
            var dropped = new Input.Failed(new CallFailure(CallFailure.Kind.AWAY, "dropped by the fault dead-wait"));
            var timer = timer(around.pace().phase(Delays.DEAD_WAIT, delays), dropped);
            activity = () -> {
                timer.cancel();
                stream.cancel();
            };
        }
    }

    private void install() {
        diskWiped = true;
        var whole = around.pace().phase(Delays.INSTALLING, delays);
        if (strikes(Fault.CRASH_IN_INSTALL)) {
            var part = Duration.ofNanos((long) (whole.toNanos() * faults.nextDouble()));
            after(part, new Input.Break("the fault crash-in-install struck"));
        } else {
            after(whole, Input.advance());
        }
    }

    private void run() {
        announcing = !strikes(Fault.LOST_PHONE_HOME);
        if (announcing) {
            around.neighbourhood().systemAppeared(spec);
        }
    }

    private void crashed() {
        around.counters().add(Count.CRASHES);
        around.trace().troubled(spec, state.trouble());
        tell("Crashed", state.trouble());
    }

    private Input superUser(String password) {
        passwords.superUser(password);
        return Input.advance();
    }

    private Input registered(Done done) {
        passwords.taken();
        diskWiped = false;
        return Input.advance();
    }

    private Input reported(Done done) {
        around.counters().add(Count.INSTALLATIONS);
        return Input.advance();
    }

    private void tell(String event, String message) {
        around.plant().event(spec, event, message, answer("event"));
    }

    private Consumer<Outcome<Done>> answer(String call) {
        return answer(call, _ -> Input.advance());
    }

    /** The consumer for the current step's call; what comes after the step has ended is dropped. */
    private <T> Consumer<Outcome<T>> answer(String call, Function<T, Input> meaning) {
        long visit = state.visit();
        return outcome -> {
            if (outcome instanceof Outcome.Failed<T> failed) {
                around.counters()
                        .callFailed(call + '.' + failed.failure().kind().name().toLowerCase(Locale.ROOT));
            }
            if (state.visit() != visit) {
                return;
            }
            switch (outcome) {
                case Outcome.Ok<T> ok -> accept(meaning.apply(ok.value()));
                case Outcome.Failed<T> failed -> accept(new Input.Failed(failed.failure()));
            }
        };
    }

    private void aliveLater() {
        alive = around.loop().after(Pace.spread(Delays.ALIVE, delays), this::aliveNow);
    }

    private void aliveNow() {
        if (!aliveUnderWay) {
            aliveUnderWay = true;
            around.plant().event(spec, "Alive", "still alive", outcome -> {
                aliveUnderWay = false;
                if (outcome instanceof Outcome.Failed<Done>) {
                    around.counters().callFailed("alive");
                }
            });
        }
        aliveLater();
    }

    private void pause(Duration nominal) {
        after(around.pace().phase(nominal, delays), Input.advance());
    }

    private void after(Duration delay, Input input) {
        activity = timer(delay, input);
    }

    private Loop.Cancel timer(Duration delay, Input input) {
        long visit = state.visit();
        return around.loop().after(delay, () -> {
            if (state.visit() == visit) {
                accept(input);
            }
        });
    }

    private boolean strikes(Fault fault) {
        return around.faults().strikes(fault, spec.name(), faults);
    }
}
