package metalplant.federation.entry;

import metalplant.federation.encoding.Kind;
import metalplant.federation.value.PlantId;

/** Who holds which block. */
public sealed interface EscrowCommand extends Command {
    /** A new shared prefix; its blocks start free, evenly reserved to the voters. */
    @Kind(30)
    record PrefixAdd(PoolSpec spec) implements EscrowCommand {}

    /** A new shared range of numbers; as a prefix. */
    @Kind(31)
    record PoolRange(PoolSpec spec) implements EscrowCommand {}

    /** No more grants out of this pool; once nothing of it is held, it is gone. */
    @Kind(32)
    record PrefixRetire(String pool) implements EscrowCommand {}

    /** Another plant becomes the reserve owner of a free range. Signed by the owner before. */
    @Kind(33)
    record ReserveAssign(Range range, PlantId to) implements EscrowCommand {}

    /**
     * A block for ever. Signed by the reserve owner, who remembers that it did.
     *
     * @param fence the next number of the pool
     */
    @Kind(34)
    record BlockGrant(Range range, PlantId holder, long incarnation, long fence) implements EscrowCommand {}

    /** Its holder has nothing in the range, uses it no more and gives it to {@code reserve}. */
    @Kind(35)
    record BlockReturn(Range range, PlantId reserve) implements EscrowCommand {}

    /** Its holder has nothing in the range and hands it to another plant. */
    @Kind(36)
    record BlockMove(Range range, PlantId to, long incarnation, long fence) implements EscrowCommand {}

    /** A range of an evicted plant: nobody's, but not free. */
    @Kind(37)
    record BlockQuarantine(Range range) implements EscrowCommand {}

    /** The gate of federation.md 3.6 was passed. Signed by two voters (one if there is only one), each of whom waited. */
    @Kind(38)
    record BlockFree(Range range, PlantId reserve) implements EscrowCommand {}

    /**
     * An address of a quarantined range was seen alive: the hold-down of the plant that had it begins anew everywhere.
     *
     * @param where for people: in which routes or neighbours, or who says so
     */
    @Kind(value = 80, level = 2)
    record Sighting(Range range, String where) implements EscrowCommand {
        public Sighting {
            Labels.checked(where);
        }
    }

    /**
     * How long a plant that reaches nobody may give out new addresses of a prefix.
     *
     * @param offlineMillis since it was last in touch with the ledger; 0 = for ever
     */
    @Kind(value = 81, level = 2)
    record AllocateUntil(String pool, long offlineMillis) implements EscrowCommand {
        public AllocateUntil {
            Horizon.checked(offlineMillis);
        }
    }

    /**
     * A prefix of a network that its author made as a member: the author holds all of it, as if it had brought it. Of two that overlap
     * the first in the ledger counts (I1).
     */
    @Kind(value = 82, level = 2)
    record PrefixClaim(PoolSpec spec) implements EscrowCommand {}
}
