package metalplant.core.homes;

import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The refusal of a change that only another plant can make. */
final class HomeElsewhere {
    private HomeElsewhere() {}

    /**
     * Refuses the change of what has its home in another plant.
     *
     * @param home "" = here
     * @param elsewhere what to do instead
     * @throws Problem HOME_ELSEWHERE
     */
    static void refuse(Tx tx, String kind, String id, String home, String elsewhere) {
        if (!home.isEmpty()) {
            var label = tx.federation()
                    .member(home)
                    .map(FederationTable.Member::label)
                    .orElse(home);
            throw Problem.of(
                            ProblemCode.HOME_ELSEWHERE,
                            "%s \"%s\" has its home in plant \"%s\"%s".formatted(kind, id, label, elsewhere))
                    .with("plant", home)
                    .with("plant-label", label);
        }
    }
}
