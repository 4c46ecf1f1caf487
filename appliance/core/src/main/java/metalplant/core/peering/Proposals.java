package metalplant.core.peering;

import java.util.Map;
import metalplant.fabric.zone.Proposal;
import metalplant.model.Problem;

/** By which proposal of MEP-19 projects reach themselves in other partitions of a zone: a label of the zone says it. */
public final class Proposals {
    /** Its value is 1, 2b or 3. */
    public static final String LABEL = "plant.metal-stack.io/proposal";

    private Proposals() {}

    /** @throws Problem BAD_REQUEST if there is one and no switch would understand it */
    public static void require(Map<String, String> labels) {
        var word = labels.get(LABEL);
        if (word != null && Proposal.tryParse(word).isEmpty()) {
            throw Problem.bad("label %s cannot be \"%s\": it is 1, 2b or 3".formatted(LABEL, word));
        }
    }
}
