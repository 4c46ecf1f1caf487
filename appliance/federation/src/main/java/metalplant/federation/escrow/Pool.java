package metalplant.federation.escrow;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * A shared range as extents that always tile it: no gap, no overlap (I2). Free neighbours of one reserve are one extent, so
 * that a pool of four thousand million blocks costs as much as its history, not as its size.
 *
 * @param extents by first number
 * @param nextFence of the next grant; rises with each
 * @param retired nothing is granted out of it any more
 * @param offlineMillis for how long a plant that reaches nobody gives out new addresses of it; 0 = for ever
 * @param brought whether it was one plant's as a whole from its beginning: brought along or claimed, and not shared
 */
public record Pool(
        PoolSpec spec,
        SortedTree<BigInteger, Extent> extents,
        long nextFence,
        boolean retired,
        long offlineMillis,
        boolean brought) {
    /** So that hostile or mad granting and returning cannot fill the memory. */
    public static final int EXTENTS_MAX = 100_000;

    /** A pool under one tenure. */
    public static Pool whole(PoolSpec spec, Tenure tenure) {
        var range = new Range(spec.id(), spec.first(), spec.size());
        return new Pool(
                spec,
                SortedTree.<BigInteger, Extent>empty().with(spec.first(), new Extent(range, tenure)),
                2,
                false,
                0,
                true);
    }

    /** A pool whose blocks are reserved to these plants in parts as even as can be. */
    public static Pool shared(PoolSpec spec, List<PlantId> reserves) {
        SortedTree<BigInteger, Extent> extents = SortedTree.empty();
        long given = 0;
        for (int i = 0; i < reserves.size(); i++) {
            long until = spec.blocks() / reserves.size() * (i + 1) + Math.min(i + 1, spec.blocks() % reserves.size());
            if (until > given) {
                var first = spec.first().add(spec.blockSize().multiply(BigInteger.valueOf(given)));
                var size = spec.blockSize().multiply(BigInteger.valueOf(until - given));
                extents = extents.with(
                        first, new Extent(new Range(spec.id(), first, size), Tenure.free(reserves.get(i))));
            }
            given = until;
        }
        return new Pool(spec, extents, 1, false, 0, false);
    }

    /** Every extent, ascending. */
    public List<Extent> all() {
        return extents.values();
    }

    /** The extent in which a number lies. */
    public Optional<Extent> at(BigInteger number) {
        return extents.floor(number)
                .map(SortedTree.Pair::value)
                .filter(extent -> extent.range().contains(number));
    }

    /** The extent that contains all of this range; refuses the entry if there is none. */
    public Extent containing(Range range) {
        return at(range.first())
                .filter(extent -> extent.range().contains(range))
                .orElseThrow(() -> new Refusal(
                        metalplant.federation.entry.Reason.RULE, "%s is not one range of the pool".formatted(range)));
    }

    /** Ranges that this plant holds. */
    public List<Extent> heldBy(PlantId plant) {
        return all().stream()
                .filter(extent -> extent.is(Tenure.State.GRANTED)
                        && extent.tenure().owner().equals(plant))
                .toList();
    }

    /** Numbers that are free and reserved to this plant. */
    public BigInteger reserveOf(PlantId plant) {
        return all().stream()
                .filter(extent ->
                        extent.is(Tenure.State.FREE) && extent.tenure().owner().equals(plant))
                .map(extent -> extent.range().size())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The first free block whose reserve owner is acceptable. */
    public Optional<Range> freeBlock(Predicate<PlantId> owner) {
        return all().stream()
                .filter(extent -> extent.is(Tenure.State.FREE)
                        && owner.test(extent.tenure().owner()))
                .flatMap(extent -> alignedBlock(extent.range()).stream())
                .findFirst();
    }

    /** The first whole block in this range. */
    private Optional<Range> alignedBlock(Range range) {
        var behind = range.first().subtract(spec.first()).mod(spec.blockSize());
        var first = behind.signum() == 0
                ? range.first()
                : range.first().add(spec.blockSize().subtract(behind));
        var block = new Range(spec.id(), first, spec.blockSize());
        return range.contains(block) ? Optional.of(block) : Optional.empty();
    }

    /** The same pool with this range under another tenure; the range must lie in one extent. */
    public Pool with(Range range, Tenure tenure) {
        var old = containing(range);
        var changed = extents.without(old.range().first());
        if (old.range().first().compareTo(range.first()) < 0) {
            changed = changed.with(old.range().first(), old.cut(old.range().first(), range.first()));
        }
        if (range.end().compareTo(old.range().end()) < 0) {
            changed = changed.with(range.end(), old.cut(range.end(), old.range().end()));
        }
        changed = merged(changed, new Extent(range, tenure));
        Refusal.unless(changed.size() <= EXTENTS_MAX, "pool %s is too fragmented".formatted(spec.id()));
        return new Pool(spec, changed, nextFence, retired, offlineMillis, brought);
    }

    private static SortedTree<BigInteger, Extent> merged(SortedTree<BigInteger, Extent> extents, Extent added) {
        var first = added.range().first();
        var end = added.range().end();
        var changed = extents;
        if (added.is(Tenure.State.FREE)) {
            var before = changed.floor(first).map(SortedTree.Pair::value).filter(e -> joins(e, added));
            if (before.isPresent() && before.get().range().end().equals(first)) {
                first = before.get().range().first();
                changed = changed.without(first);
            }
            var after = changed.get(end).filter(e -> joins(e, added));
            if (after.isPresent()) {
                changed = changed.without(end);
                end = after.get().range().end();
            }
        }
        return changed.with(
                first, new Extent(new Range(added.range().pool(), first, end.subtract(first)), added.tenure()));
    }

    private static boolean joins(Extent one, Extent other) {
        return one.tenure().equals(other.tenure());
    }

    /** The next grant has a higher fence number than this one. */
    public Pool fencedPast(long fence) {
        return new Pool(spec, extents, Math.max(nextFence, fence + 1), retired, offlineMillis, brought);
    }

    public Pool retire() {
        return new Pool(spec, extents, nextFence, true, offlineMillis, brought);
    }

    public Pool allocatedUntil(long millis) {
        return new Pool(spec, extents, nextFence, retired, millis, brought);
    }

    /**
     * Whether this extent is all of a pool that its holder brought along or claimed, and never gave to anybody. A shared pool of a single
     * block looks the same once that is granted, and is nobody's own.
     */
    public boolean isWhole(Extent extent) {
        return brought
                && extent.range().size().equals(spec.size())
                && extent.tenure().fence() == 1;
    }

    /** Whether everything in it is free. */
    public boolean idle() {
        return all().stream().allMatch(extent -> extent.is(Tenure.State.FREE));
    }
}
