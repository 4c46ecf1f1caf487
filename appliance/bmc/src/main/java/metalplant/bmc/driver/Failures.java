package metalplant.bmc.driver;

import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The three ways in which a controller does not do what it is told. */
public final class Failures {
    private static final int SHOWN_MAX = 300;

    private Failures() {}

    /** Certainly nothing was done. */
    public static Problem unreachable(String host, String why) {
        return Problem.of(
                ProblemCode.BMC_UNREACHABLE,
                "the management controller %s cannot be reached: %s".formatted(host, shown(why)));
    }

    /** It says no. */
    public static Problem refused(String host, String why) {
        return Problem.of(
                ProblemCode.BMC_REFUSED, "the management controller %s refused: %s".formatted(host, shown(why)));
    }

    /** It was asked, and nobody knows. */
    public static Problem lost(String host, String why) {
        return Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "the management controller %s was asked and did not answer: %s".formatted(host, shown(why)));
    }

    /** One line of bounded length: what it says comes from a machine that nobody has looked at. */
    private static String shown(String text) {
        var line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX);
    }
}
