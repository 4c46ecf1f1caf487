package metalplant.bmc.command;

import java.util.List;

/** Takes what became of commands to where operators look. */
@FunctionalInterface
public interface ResultSink {
    /**
     * Hands some over, in the order in which they happened.
     *
     * @throws metalplant.model.Problem of kind UNAVAILABLE when they are to be offered again later
     */
    void take(List<CommandResult> results);
}
