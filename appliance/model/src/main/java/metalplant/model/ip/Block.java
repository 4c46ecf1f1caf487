package metalplant.model.ip;

import java.util.UUID;

/**
 * An aligned piece of a prefix and the plant that may allocate from it. A plant that is alone holds each prefix as one
 * block; in a federation shared prefixes are cut into /28 and /64 blocks.
 *
 * @param holder plant id; "" = this plant, and no federation has a say
 * @param incarnation of the holder when the block was granted; a restored plant has a higher one and may not allocate
 *     from the blocks of the lower; 0 without federation
 * @param fence rises with each new grant of the same block
 * @see "federation.md 3.4 and 3.6"
 */
public record Block(UUID prefixId, Cidr cidr, String holder, long incarnation, long fence, State state) {
    /** Life of a block, spelt as stored. */
    public enum State {
        FREE,
        GRANTED,
        RETURNING,
        QUARANTINED,
        RECOVERING
    }

    /** The whole of a prefix, granted for ever to the plant that made it. */
    public static Block whole(UUID prefixId, Cidr cidr, Holder holder) {
        return new Block(prefixId, cidr, holder.plant(), holder.incarnation(), 0, State.GRANTED);
    }

    /** The same in another state. */
    public Block in(State other) {
        return new Block(prefixId, cidr, holder, incarnation, fence, other);
    }

    /** Whether the prefix belongs to this plant alone, whatever federation the plant is in. */
    public boolean local() {
        return holder.isEmpty();
    }

    /** Whether {@code plant} may take addresses out of this block now. */
    public boolean usableBy(Holder plant) {
        long life = local() ? Holder.ALONE.incarnation() : plant.incarnation();
        return state == State.GRANTED && (local() || holder.equals(plant.plant())) && incarnation == life;
    }
}
