package metalplant.server;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import java.util.stream.Collectors;
import metalplant.model.Problem;

/** How both doors log a problem that they answer with: what asks somebody to act, what an operator wants to know, and the rest. */
public final class ProblemLog {
    private static final int VALUE_MAX = 200;

    private ProblemLog() {}

    /**
     * Writes one line, with the stack of a bug.
     *
     * @param call what was called, as {@code operation=findMachine}
     */
    public static void write(System.Logger log, String call, Problem problem) {
        var about = call + " code=" + problem.code() + details(problem);
        switch (problem.kind()) {
            case BUG -> log.log(ERROR, "call failed " + about, problem);
            case UNAVAILABLE -> log.log(INFO, "call not possible now {0}", about);
            default -> log.log(DEBUG, "call refused {0} why={1}", about, plain(problem.getMessage()));
        }
    }

    /** Each with a blank before it; what callers sent stays on its line. */
    static String details(Problem problem) {
        return problem.details().entrySet().stream()
                .map(detail -> " " + detail.getKey() + "=" + plain(detail.getValue()))
                .collect(Collectors.joining());
    }

    private static String plain(String text) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= VALUE_MAX ? line : line.substring(0, VALUE_MAX) + "...";
    }
}
