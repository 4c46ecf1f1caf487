package metalplant.core.bus;

/** A channel being listened to. */
public interface Subscription extends AutoCloseable {
    /** Whether messages arrive at present: the bus is there and knows of this subscription. */
    boolean live();

    /**
     * Stops listening. Nothing further is taken from the channel once this returned; the message the handler has by then
     * may be worked on to its end, and how that ends still counts. Does not wait for it. Closing twice is closing once.
     */
    @Override
    void close();
}
