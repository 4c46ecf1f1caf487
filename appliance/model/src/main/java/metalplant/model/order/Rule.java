package metalplant.model.order;

import java.util.Locale;
import metalplant.model.Problem;

/** How zones are kept to. */
public enum Rule {
    /** All machines, and in no zone more than one above any other; or none at all. */
    STRICT,
    /** As many as there are, as evenly as they are. */
    BEST_EFFORT;

    /** As it goes over the wire: {@code best-effort}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws Problem BAD_REQUEST */
    public static Rule parse(String text) {
        for (var rule : values()) {
            if (rule.wire().equals(text)) {
                return rule;
            }
        }
        throw Problem.bad("zones must be strict or best-effort, and is \"%s\"".formatted(text));
    }
}
