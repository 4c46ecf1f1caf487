package metalplant.federation.escrow;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Reason;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/** All shared ranges, by id. */
public record Pools(SortedTree<String, Pool> byId) {
    /** Prefixes and number pools of a federation. */
    public static final int POOLS_MAX = 4_096;

    public static final Pools NONE = new Pools(SortedTree.empty());

    public Optional<Pool> find(String id) {
        return byId.get(id);
    }

    /** The pool; refuses the entry if there is none. */
    public Pool get(String id) {
        return find(id).orElseThrow(() -> new Refusal(Reason.RULE, "there is no pool \"%s\"".formatted(id)));
    }

    public List<Pool> all() {
        return byId.values();
    }

    /** The extents of all pools. */
    public List<Extent> extents() {
        return all().stream().flatMap(pool -> pool.all().stream()).toList();
    }

    /** Ranges of all pools that this plant holds. */
    public List<Extent> heldBy(PlantId plant) {
        return all().stream().flatMap(pool -> pool.heldBy(plant).stream()).toList();
    }

    /** Ranges of all pools that are in quarantine and were this plant's. */
    public List<Extent> quarantinedOf(PlantId plant) {
        return extents().stream()
                .filter(extent -> extent.is(Tenure.State.QUARANTINED)
                        && extent.tenure().owner().equals(plant))
                .toList();
    }

    /** Who has something in reserve, in order. */
    public List<PlantId> reserveOwners() {
        var owners = new TreeSet<PlantId>();
        extents().stream()
                .filter(extent -> extent.is(Tenure.State.FREE))
                .forEach(extent -> owners.add(extent.tenure().owner()));
        return List.copyOf(owners);
    }

    /** What the ledger says of all of this range, if it is one extent. */
    public Optional<Tenure> tenure(Range range) {
        return find(range.pool())
                .flatMap(pool -> pool.at(range.first()))
                .filter(extent -> extent.range().contains(range))
                .map(Extent::tenure);
    }

    /** One pool more; refuses what overlaps. */
    public Pools plus(Pool pool) {
        Refusal.unless(byId.size() < POOLS_MAX, "at most %d pools".formatted(POOLS_MAX));
        for (var other : all()) {
            Refusal.unless(
                    !overlaps(other.spec(), pool.spec()),
                    "%s overlaps %s".formatted(pool.spec().id(), other.spec().id()));
        }
        return with(pool);
    }

    private static boolean overlaps(PoolSpec one, PoolSpec other) {
        return one.id().equals(other.id()) || one.overlaps(other);
    }

    public Pools with(Pool pool) {
        return new Pools(byId.with(pool.spec().id(), pool));
    }

    public Pools without(String id) {
        return new Pools(byId.without(id));
    }

    public Pools with(Range range, Tenure tenure) {
        return with(get(range.pool()).with(range, tenure));
    }

    /** Changes the tenure of every extent that needs it. */
    public Pools mapped(java.util.function.Predicate<Extent> which, UnaryOperator<Tenure> change) {
        var changed = this;
        for (var extent : extents()) {
            if (which.test(extent)) {
                changed = changed.with(extent.range(), change.apply(extent.tenure()));
            }
        }
        return changed;
    }
}
