package metalplant.core.bus;

import static java.lang.System.Logger.Level.WARNING;

/** One attempt to have a handler work on a message; the same for every bus. */
public final class Delivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private Delivery() {}

    /** True when the handler finished the message, false when it gave it back by throwing. Never throws itself. */
    public static boolean attempt(Handler handler, Message message) {
        try {
            handler.handle(message);
            return true;
        } catch (RuntimeException | Error e) {
            logGivenBack(message, e);
            return false;
        }
    }

    /** The whole chain once; a message that is refused again and again must not fill the log. */
    private static void logGivenBack(Message message, Throwable cause) {
        if (message.attempts() == 1) {
            LOG.log(WARNING, "gave back " + message, cause);
        } else {
            LOG.log(WARNING, "gave back {0} because={1}", message, cause.toString());
        }
    }
}
