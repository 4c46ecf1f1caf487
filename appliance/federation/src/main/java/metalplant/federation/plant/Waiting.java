package metalplant.federation.plant;

import metalplant.federation.membership.Member;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * Hold-downs behind fence proofs, measured by the steady clock while this plant runs. The wall clock has no say, so that a clock
 * that jumps ten years frees nothing.
 */
final class Waiting {
    private Waiting() {}

    static void passed(Draft draft, long millis) {
        SortedTree<PlantId, Long> waited = SortedTree.empty();
        for (var member : draft.federation().members().all()) {
            if (member.status() == Member.Status.EVICTED && member.fenced()) {
                long before = draft.waited.get(member.plant()).orElse(0L);
                boolean seen = draft.around.local().sighted(member.plant());
                waited = waited.with(member.plant(), seen ? 0L : before + millis);
            }
        }
        draft.waited = waited;
    }

    static boolean over(Draft draft, PlantId evicted) {
        return draft.around
                .guards()
                .heldDown(
                        draft.waited.get(evicted).orElse(0L),
                        draft.around.config().holdDown().toMillis());
    }
}
