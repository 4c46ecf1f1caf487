package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.escrow.Watermarks;
import metalplant.federation.membership.Phase;

/** Chooses ranges that go back: those above the watermark, those of prefixes that are given up, and all of them when the plant drains. */
final class Returning {
    private Returning() {}

    static void choose(Draft draft) {
        for (var pool : draft.federation().pools().all()) {
            if (draft.phase == Phase.DRAINING || pool.retired()) {
                drain(draft, pool);
            } else if (draft.phase == Phase.MEMBER
                    && draft.around.local().uses(pool.spec().kind())) {
                trim(draft, pool);
            }
        }
    }

    private static void drain(Draft draft, Pool pool) {
        for (var extent : pool.heldBy(draft.me())) {
            boolean goes = !pool.isWhole(extent) || (pool.retired() && isUnneeded(draft, pool));
            if (goes && empty(draft, extent.range())) {
                draft.leave(extent.range(), Optional.empty());
            }
        }
    }

    /** Whether this plant has all of a pool, which it brought or claimed, and neither a network nor an address of it any more. */
    static boolean abandoned(Draft draft, Pool pool) {
        boolean addresses = pool.spec().kind() == PoolKind.IPV4 || pool.spec().kind() == PoolKind.IPV6;
        return addresses
                && usable(draft, pool).stream()
                        .anyMatch(extent ->
                                pool.isWhole(extent) && isUnneeded(draft, pool) && empty(draft, extent.range()));
    }

    private static boolean isUnneeded(Draft draft, Pool pool) {
        return !draft.around.local().needs(pool.spec().id());
    }

    /** Whether nobody uses it; a restored plant does not know that before all addresses in use are known again. */
    static boolean empty(Draft draft, Range range) {
        return draft.around.local().reconciled()
                && draft.around
                        .guards()
                        .emptyEnoughToReturn(draft.around.local().live(range));
    }

    private static void trim(Draft draft, Pool pool) {
        boolean addresses = pool.spec().kind() == PoolKind.IPV4 || pool.spec().kind() == PoolKind.IPV6;
        var held = usable(draft, pool);
        boolean single = held.stream().anyMatch(pool::isWhole);
        if (addresses && !single && advice(draft, pool, held) == Watermarks.Advice.GIVE_BACK) {
            held.stream()
                    .filter(extent -> empty(draft, extent.range()))
                    .findFirst()
                    .ifPresent(extent -> draft.leave(extent.range(), Optional.empty()));
        }
    }

    /** Extents of this pool that give addresses now. */
    static List<Extent> usable(Draft draft, Pool pool) {
        long life = draft.self.incarnation().counter();
        return pool.heldBy(draft.me()).stream()
                .filter(extent -> extent.tenure().is(Tenure.State.GRANTED)
                        && extent.tenure().incarnation() == life
                        && !draft.isLeaving(extent.range()))
                .toList();
    }

    static Watermarks.Advice advice(Draft draft, Pool pool, List<Extent> held) {
        var uses = held.stream()
                .map(extent -> new Watermarks.Use(
                        extent.range().size().doubleValue(),
                        draft.around.local().live(extent.range())))
                .toList();
        return Watermarks.advise(
                uses,
                new Watermarks.Marks(
                        draft.around.config().freePercentMin(),
                        draft.around.config().spareBlocksMax(),
                        draft.around.local().expected(pool.spec().id())));
    }
}
