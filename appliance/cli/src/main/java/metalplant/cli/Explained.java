package metalplant.cli;

import metalplant.model.Problem;
import picocli.CommandLine;

/**
 * Tells a person what went wrong: a problem is a sentence; anything else is a bug and shows where it happened.
 *
 * @param program what stands in front of the sentence
 */
public record Explained(String program) implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) {
        if (thrown instanceof Problem problem) {
            line.getErr().println(program + ": " + problem.getMessage());
        } else {
            line.getErr().println(program + ": a bug, please report it with this:");
            thrown.printStackTrace(line.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
