package metalplant.testkit.bus;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import metalplant.core.bus.Handler;
import metalplant.core.bus.Message;
import org.opentest4j.AssertionFailedError;

/** A handler that keeps what it gets, and gives back what it was told to refuse. */
public final class Inbox implements Handler {
    private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
    private final Predicate<Message> refused;

    private Inbox(Predicate<Message> refused) {
        this.refused = refused;
    }

    /** Finishes everything. */
    public static Inbox finishing() {
        return new Inbox(_ -> false);
    }

    /** Gives back what matches, after noting that it came. */
    public static Inbox refusing(Predicate<Message> refused) {
        return new Inbox(refused);
    }

    @Override
    public void handle(Message message) {
        arrived.add(message);
        if (refused.test(message)) {
            throw new IllegalStateException("refused by the test");
        }
    }

    /** The next message, waited for. */
    public Message next() {
        try {
            var message = arrived.poll(Eventually.BOUND.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionFailedError("no message arrived");
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while waiting for a message", e);
        }
    }

    /** The texts of the next so many messages, waited for, in the order in which they came. */
    public List<String> nextTexts(int count) {
        return Stream.generate(() -> next().text()).limit(count).toList();
    }

    /** How many messages came that nobody asked for yet. */
    public int unread() {
        return arrived.size();
    }
}
