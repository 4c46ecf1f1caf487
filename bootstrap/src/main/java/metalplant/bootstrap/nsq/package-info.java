/**
 * The plant's message broker: nsqd and nsqlookupd as child processes. Start at {@link metalplant.bootstrap.nsq.NsqBroker}.
 */
@NullMarked
package metalplant.bootstrap.nsq;

import org.jspecify.annotations.NullMarked;
