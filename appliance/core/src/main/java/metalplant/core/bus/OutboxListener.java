package metalplant.core.bus;

import metalplant.model.bus.OutboxMessage;

/** Learns what became of messages. Called on the publisher's thread; must be short. */
public interface OutboxListener {
    OutboxListener NONE = new OutboxListener() {
        @Override
        public void sent(OutboxMessage message) {}

        @Override
        public void dropped(OutboxMessage message) {}
    };

    /** The bus has it. */
    void sent(OutboxMessage message);

    /** It will never be sent, or nobody knows whether it was. */
    void dropped(OutboxMessage message);
}
