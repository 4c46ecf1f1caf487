package metalplant.core.bus;

/** Takes the messages of one subscription, one call at a time. */
@FunctionalInterface
public interface Handler {
    /**
     * Works on one message. Returning finishes it; throwing anything gives it back, and it comes again later, behind
     * what arrived meanwhile (see {@link Redelivery}). The bus never gives up by itself: a handler that wants to gives up
     * by looking at {@link Message#attempts()}. Must return within a minute, else the message comes again although this
     * call still runs; and must bear to see a message twice.
     */
    void handle(Message message);
}
