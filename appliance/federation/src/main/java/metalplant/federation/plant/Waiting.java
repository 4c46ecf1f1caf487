package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.escrow.Extent;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Members;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * Hold-downs behind fence proofs, measured by the steady clock while this plant runs. The wall clock has no say, so that a clock
 * that jumps ten years frees nothing. Whatever of the plant is seen alive meanwhile, here or by another member who tells the ledger,
 * begins them anew.
 */
final class Waiting {
    private Waiting() {}

    /** The most that is counted late: each count is a write, and a hold-down takes days. */
    private static final long COUNTED_LATE_MILLIS_MAX = 60_000;

    /** Counts what has passed, if that is worth a write or somebody is to begin. */
    static void count(Draft draft) {
        var plants = awaited(draft);
        boolean changed = !plants.equals(draft.waited.keys()) || plants.stream().anyMatch(plant -> alive(draft, plant));
        long late = Math.min(
                COUNTED_LATE_MILLIS_MAX, draft.around.config().holdDown().toMillis() / 100);
        if (changed || draft.countedAt < 0 || draft.around.now().steadyMillis() - draft.countedAt >= late) {
            settle(draft, plants);
        }
    }

    /** Seen, and said to be seen now. */
    private static boolean alive(Draft draft, PlantId plant) {
        return draft.waited.get(plant).orElse(0L) > 0 && seen(draft, plant).isPresent();
    }

    private static void settle(Draft draft, List<PlantId> plants) {
        long now = draft.around.now().steadyMillis();
        long passed = draft.countedAt < 0 ? 0 : Math.max(0, now - draft.countedAt);
        SortedTree<PlantId, Long> waited = SortedTree.empty();
        for (var plant : plants) {
            var before = draft.waited.get(plant);
            var seen = seen(draft, plant);
            if (seen.isPresent() && before.orElse(0L) > 0) {
                draft.alarm("an address of plant %s was seen, its blocks stay in quarantine: %s"
                        .formatted(plant, seen.get().where()));
            }
            boolean goesOn = before.isPresent() && draft.around.guards().unseen(seen.isPresent());
            waited = waited.with(plant, goesOn ? before.get() + passed : 0L);
        }
        draft.waited = waited;
        draft.countedAt = now;
    }

    /** Plants whose blocks become free when their hold-down is over. */
    static List<PlantId> awaited(Draft draft) {
        return draft.federation().members().all().stream()
                .filter(member -> member.status() == Member.Status.EVICTED && member.fenced())
                .map(Member::plant)
                .toList();
    }

    /** What this plant sees of an evicted one. */
    static Optional<LocalPlane.Seen> seen(Draft draft, PlantId plant) {
        var ranges = draft.federation().pools().quarantinedOf(plant).stream()
                .map(Extent::range)
                .toList();
        return ranges.isEmpty() ? Optional.empty() : draft.around.local().sighted(ranges);
    }

    /** The ledger went on from {@code before}: what it says of sightings counts here too. */
    static void told(Draft draft, Members before) {
        for (var member : draft.federation().members().all()) {
            boolean news = member.sightedAt()
                    > before.find(member.plant()).map(Member::sightedAt).orElse(-1L);
            if (news) {
                draft.told = draft.told.with(member.plant(), draft.around.now().steadyMillis());
                if (!draft.around.guards().unseen(true)) {
                    draft.waited = draft.waited.with(member.plant(), 0L);
                }
            }
        }
    }

    static boolean over(Draft draft, PlantId evicted) {
        return draft.around
                .guards()
                .heldDown(
                        draft.waited.get(evicted).orElse(0L),
                        draft.around.config().holdDown().toMillis());
    }
}
