/**
 * NSQ: a thin client of our own. Start at {@link metalplant.bus.NsqBus}. A connection ({@code NsqConnection}) knows the
 * handshake and the frames; one publishing link and any number of subscriptions stand on connections and come back after
 * each loss. Everything nsqd sends is bounded and distrusted until read.
 *
 * <p>Not here: what the messages mean, and when they may be sent.
 */
@NullMarked
package metalplant.bus;

import org.jspecify.annotations.NullMarked;
