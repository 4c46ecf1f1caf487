package metalplant.bmc.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Drivers;
import metalplant.bmc.driver.PowerButton;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Does one order: tries again while that is safe and the order still holds, and looks whether a machine went on or off.
 *
 * <p>What is safe: everything of which certainly nothing was done, and what may be done twice. A reset whose answer got lost is not
 * repeated, since it would hit a machine that boots by then.
 */
final class Execution {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Drivers drivers;
    private final World world;
    private final Duration follows;

    /** @param follows how long a machine may take to go on or off */
    Execution(Drivers drivers, World world, Duration follows) {
        this.drivers = drivers;
        this.world = world;
        this.follows = follows;
    }

    /** @param deadline after which nothing further is begun */
    CommandResult run(Order order, Instant deadline) throws InterruptedException {
        if (world.now().isAfter(deadline)) {
            return result(order, CommandResult.State.EXPIRED, "it came too late and was not done");
        }
        for (var act : order.acts()) {
            var failure = attempt(order, act, deadline);
            if (failure.isPresent()) {
                return result(order, CommandResult.State.FAILED, failure.get());
            }
        }
        return result(order, CommandResult.State.DONE, "");
    }

    /** For a fault of this program. */
    CommandResult broken(Order order) {
        return result(order, CommandResult.State.FAILED, "it may or may not have been done: see what plant-bmc logged");
    }

    private CommandResult result(Order order, CommandResult.State state, String message) {
        return new CommandResult(order.machineId(), order.word(), state, message, world.now());
    }

    /** Nothing when it was done, else why it was not. */
    private Optional<String> attempt(Order order, Act act, Instant deadline) throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                return perform(drivers.of(order.controller()), act);
            } catch (Problem e) {
                boolean safe = e.code() == ProblemCode.BMC_UNREACHABLE
                        || e.code() == ProblemCode.OUTCOME_UNKNOWN && act.isIdempotent();
                if (!safe || world.now().plus(pause).isAfter(deadline)) {
                    return Optional.of(e.getMessage());
                }
            }
            world.pause(pause);
            pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
        }
    }

    private Optional<String> perform(Driver driver, Act act) throws InterruptedException {
        switch (act) {
            case Act.Boot(var device) -> driver.bootFrom(device);
            case Act.Light(var on) -> driver.identify(on);
            case Act.Update(var kind, var image) -> driver.update(kind, image);
            case Act.Power(var button) -> {
                return press(driver, button);
            }
        }
        return Optional.empty();
    }

    /** A machine that is off cannot be reset; what is meant is that it boots. */
    private Optional<String> press(Driver driver, PowerButton button) throws InterruptedException {
        boolean wasOn = driver.isOn();
        return switch (button) {
            case ON -> wasOn ? Optional.empty() : pressAndSee(driver, PowerButton.ON, true);
            case OFF -> wasOn ? pressAndSee(driver, PowerButton.OFF, false) : Optional.empty();
            case RESET, CYCLE -> {
                if (!wasOn) {
                    yield pressAndSee(driver, PowerButton.ON, true);
                }
                driver.press(button);
                yield Optional.empty();
            }
        };
    }

    private Optional<String> pressAndSee(Driver driver, PowerButton button, boolean on) throws InterruptedException {
        driver.press(button);
        var until = world.now().plus(follows);
        while (driver.isOn() != on) {
            if (world.now().isAfter(until)) {
                return Optional.of("the management controller said yes, but %d s later the machine was still %s"
                        .formatted(follows.toSeconds(), on ? "off" : "on"));
            }
            world.pause(LOOK_AGAIN);
        }
        return Optional.empty();
    }
}
