package metalplant.rack.server;

import java.util.Optional;
import metalplant.rack.plant.Allocation;
import metalplant.rack.plant.CallFailure;

/** Everything that can happen to a server. */
public sealed interface Input {
    /** What the current step was waiting for: its timer, its turn, or an answer without content. */
    record Advance() implements Input {}

    /** The plant answered a look at the machine document. */
    record Looked(Optional<Allocation> allocation) implements Input {}

    /** The plant answered an aborted reinstallation. */
    record Aborted(boolean oldSystem) implements Input {}

    /** The call of the current step failed. */
    record Failed(CallFailure failure) implements Input {}

    /** The current step breaks by itself. */
    record Break(String reason) implements Input {}

    /** The installer has waited for more than a day. */
    record WaitedTooLong() implements Input {}

    /** The plant stored that a leaf has seen the installed system. */
    record SeenByPlant() implements Input {}

    /** Somebody uses the power button, or the BMC does. */
    record Power(Button button) implements Input {}

    /** The BMC was told from where to boot next. */
    record BootFrom(BootTarget target) implements Input {}

    /** The BMC was told to light or darken the identify LED. */
    record Led(boolean on) implements Input {}

    /** What a BMC can do with the power. */
    enum Button {
        ON,
        OFF,
        RESET,
        CYCLE
    }

    static Input advance() {
        return new Advance();
    }
}
