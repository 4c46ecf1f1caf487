package metalplant.model.order;

/**
 * Where machines of an order can be made: a partition, as its plant described it a moment ago.
 *
 * @param plant its label
 * @param zone "" = the partition lies in no zone
 * @param network the project's network in the partition; "" = there is none, and {@code unfit} says so
 * @param free machines that the project can have there
 * @param unfit why none can be made there, whatever is free; "" = they can
 */
public record Place(String plant, String zone, String partition, String network, int free, String unfit) {
    /** How many can be made. */
    public int usable() {
        return unfit.isEmpty() ? free : 0;
    }

    /** For people: {@code fra-1 (plant north) 3}. */
    public String words() {
        return "%s (plant %s) %d%s".formatted(partition, plant, free, unfit.isEmpty() ? "" : ", but " + unfit);
    }
}
