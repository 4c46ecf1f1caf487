package metalplant.model.ip;

import java.util.UUID;

/**
 * An aligned piece of a prefix and the plant that may allocate from it. A plant that is alone holds each prefix as one
 * block; in a federation shared prefixes are cut into /28 and /64 blocks.
 *
 * @param holder plant id; "" = this plant, as long as it has no other name
 * @param incarnation of the holder when the block was granted; a restored plant has a higher one and may not allocate
 *     from the blocks of the lower
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

    public boolean usableBy(String plant, long itsIncarnation) {
        return state == State.GRANTED && holder.equals(plant) && incarnation == itsIncarnation;
    }
}
