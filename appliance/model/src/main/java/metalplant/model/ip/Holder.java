package metalplant.model.ip;

/**
 * Who may allocate from a block.
 *
 * @param plant plant id; "" = this plant, as long as it has no other name
 * @param incarnation rises with every restore of the plant
 */
public record Holder(String plant, long incarnation) {
    /** A plant that was never part of a federation and never restored. */
    public static final Holder ALONE = new Holder("", 0);
}
