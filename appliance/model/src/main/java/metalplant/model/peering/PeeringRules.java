package metalplant.model.peering;

import metalplant.model.Problem;
import metalplant.model.project.Project;

/** Words of refusals, and the label of projects. */
public final class PeeringRules {
    /** Label, or key of an annotation, of projects all of whose private networks reach each other. */
    public static final String BY_LABEL = "auto-peer";

    private PeeringRules() {}

    /** A refusal that names its rule, a word that stays the same. */
    public static Problem refused(String rule, String message, Object... words) {
        return Problem.refused("refused by rule %s: %s".formatted(rule, message.formatted(words)))
                .with("rule", rule);
    }

    /** Whether the project says so: with the label {@code auto-peer=true}, or the annotation {@code auto-peer} with the value {@code true}. */
    public static boolean peersByLabel(Project project) {
        return project.meta().labels().contains(BY_LABEL + "=true")
                || "true".equals(project.meta().annotations().get(BY_LABEL));
    }
}
