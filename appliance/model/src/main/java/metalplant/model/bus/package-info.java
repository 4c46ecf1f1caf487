/** Messages that leave the plant's database for NSQ. Start at {@link metalplant.model.bus.OutboxMessage}. */
@NullMarked
package metalplant.model.bus;

import org.jspecify.annotations.NullMarked;
