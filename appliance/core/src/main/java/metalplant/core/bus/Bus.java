package metalplant.core.bus;

import metalplant.model.Problem;

/**
 * Topics and channels, as NSQ has them: every channel of a topic gets every message, the subscriptions of one channel
 * share them. Safe for many threads.
 */
public interface Bus {
    /** The largest body a message may have: what nsqd takes unless told otherwise. */
    int MESSAGE_BYTES_MAX = 1024 * 1024;

    /**
     * Hands one message over and waits until the bus has it. A topic that is not there is made.
     *
     * @param body 1 to {@link #MESSAGE_BYTES_MAX} bytes; not to be changed while this runs
     * @throws Problem BUS_UNAVAILABLE when the bus certainly did not take it, so that it may be published again;
     *     OUTCOME_UNKNOWN when the bus may or may not have it, because the connection or the answer was lost after the
     *     first byte; BAD_REQUEST for a topic name that NSQ forbids or an empty body; BODY_TOO_LARGE
     */
    void publish(String topic, byte[] body);

    /**
     * Makes a topic unless it is there. Doing it twice is doing it once.
     *
     * @throws Problem BUS_UNAVAILABLE when the bus did not confirm it; BAD_REQUEST for a name that NSQ forbids
     */
    void ensureTopic(String topic);

    /**
     * Begins to hand the messages of a channel to {@code handler}, one at a time, on a thread of the bus. Never fails
     * because the bus is away: the subscription comes alive as soon as the bus is there, and again after each loss.
     *
     * @param channel made unless it is there; one that ends in {@code #ephemeral} goes away with its last subscription
     * @throws Problem BAD_REQUEST for a name that NSQ forbids; BUS_UNAVAILABLE when this bus was closed or can hold no
     *     further subscription
     */
    Subscription subscribe(String topic, String channel, Handler handler);

    /** Whether the bus would take a message now, as far as can be told without sending one. Never throws. */
    boolean reachable();
}
