package metalplant.cli.federation;

import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.wire.federation.JoinResponse;

/** How a join that was followed ended, for people and for scripts. */
final class JoinResult {
    private JoinResult() {}

    /** Exit status; says what became of it. @throws Problem if it failed */
    static int told(JoinResponse join, JoinFlow flow, Screen screen) {
        switch (join.state()) {
            case "joined" ->
                screen.say("  joined with %s after %d s and %d question%s; ./plantctl federation status"
                        .formatted(
                                join.peer(),
                                flow.took().toSeconds(),
                                flow.questions(),
                                flow.questions() == 1 ? "" : "s"));
            case "failed" ->
                throw Problem.refused(
                        "the join failed and both plants are as they were: " + (join.why() == null ? "?" : join.why()));
            default -> screen.say("  nothing was changed");
        }
        return 0;
    }
}
