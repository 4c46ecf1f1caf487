package metalplant.core.store;

import java.util.List;
import java.util.UUID;
import metalplant.model.bus.OutboxMessage;

/** Messages that committed transactions decided to send. */
public interface OutboxTable {
    void add(OutboxMessage message);

    /** The oldest messages, whatever their state. */
    List<OutboxMessage> oldest(int max);

    /** From PENDING to SENDING; false if somebody else did it. */
    boolean markSending(UUID id);

    /** Back from SENDING to PENDING, once it is certain that the bus did not take it. */
    void markPending(UUID id);

    void remove(UUID id);

    long count();
}
