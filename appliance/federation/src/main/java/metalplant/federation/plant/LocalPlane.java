package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.value.Hash;
import metalplant.model.ip.Cidr;

/** What a step may ask of the plant's own database. Read only, and always at hand: nothing here crosses a link. */
public interface LocalPlane {
    /** Rows in this range that keep their address from anybody else: active, reserved, and released but still held down. */
    long live(Range range);

    /**
     * Numbers of this pool that will be taken here in the time for which a plant must do without the others (decision 2). Answered from
     * memory; empty while nobody counted yet.
     */
    OptionalLong expected(String pool);

    /** Whether this plant gives out numbers of such pools. */
    boolean uses(PoolKind kind);

    /** Entities that have their home here and are newer than what was published; at most {@code max}. */
    List<LocalEntity> unpublished(int max);

    /** How far entities reach into this plant that the ledger does not know yet, or shall know before they do; at most {@code max}. */
    default List<LocalSpan> spans(int max) {
        return List.of();
    }

    /**
     * Prefixes of own networks that other plants may have too, of which the ledger knows nothing that overlaps them; at most {@code max}.
     * They give no addresses before the ledger says that they are this plant's (I1).
     */
    default List<PoolSpec> unclaimed(int max) {
        return List.of();
    }

    /** Whether a network of this plant still has addresses of this pool; only asked of prefixes that are this plant's as a whole. */
    default boolean needs(String pool) {
        return true;
    }

    /** The prefixes out of which the networks are made that a project has here. */
    default List<Cidr> reach(UUID project) {
        return List.of();
    }

    /**
     * What this plant wants the ledger to know.
     *
     * @param id of a project, which then spans these prefixes too; or of a network of which just these are in use
     */
    record LocalSpan(UUID id, List<Cidr> prefixes) {}

    /** Sum over everything that a join plan depends on. */
    Hash inventory();

    /** What was seen of these quarantined ranges in routes or neighbours lately. Answered from memory, never by looking now. */
    Optional<Seen> sighted(List<Range> quarantined);

    /**
     * Something alive.
     *
     * @param where for people, 128 printable characters at most
     */
    record Seen(Range range, String where) {}

    /** Who makes the keys of the federation's door here. */
    default KeySmith smith() {
        return KeySmith.NONE;
    }

    /** After a restore: whether all addresses in use are known again. */
    boolean reconciled();
}
