package metalplant.core.bus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/** A channel of {@link InMemoryBus}, guarded by its lock. */
final class InMemoryChannel {
    /** A message on its way through this channel. */
    record Parcel(InMemoryMessage message, int attempts) {}

    private static final String EPHEMERAL = "#ephemeral";

    private final String name;
    private final Consumer<String> remove;
    private final Deque<Parcel> ready = new ArrayDeque<>();
    private final List<InMemorySubscription> subscriptions = new ArrayList<>();
    private int handedOut;
    private int givenBack;
    private boolean gone;

    InMemoryChannel(String name, Consumer<String> remove) {
        this.name = name;
        this.remove = remove;
    }

    void take(InMemoryMessage message) {
        ready.add(new Parcel(message, 0));
    }

    /** A handler ended with a message, in whichever way. */
    void handedBack() {
        handedOut--;
    }

    /** A message waits for its time. */
    void giveBack() {
        givenBack++;
    }

    /** The time of a message that was given back has come. */
    void comeAgain(Parcel parcel) {
        givenBack--;
        ready.add(parcel);
    }

    /** The next message, this attempt counted. */
    @Nullable
    Parcel poll() {
        var next = ready.poll();
        if (next == null) {
            return null;
        }
        handedOut++;
        return new Parcel(next.message(), next.attempts() + 1);
    }

    void join(InMemorySubscription subscription, int subscriptionsMax) {
        if (subscriptions.size() >= subscriptionsMax) {
            throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "the message bus holds no further subscription of a channel");
        }
        subscriptions.add(subscription);
    }

    /** Takes a subscription off; the last one takes an ephemeral channel with it. Returns what nobody will read. */
    List<Parcel> leave(InMemorySubscription subscription) {
        if (!subscriptions.remove(subscription) || !subscriptions.isEmpty() || !name.endsWith(EPHEMERAL)) {
            return List.of();
        }
        gone = true;
        remove.accept(name);
        var unread = List.copyOf(ready);
        ready.clear();
        return unread;
    }

    /** Whether an ephemeral channel lost its last subscription. */
    boolean isGone() {
        return gone;
    }

    ChannelCounts counts() {
        return new ChannelCounts(ready.size(), handedOut, givenBack, subscriptions.size());
    }

    /** The subscriptions that could take something now. */
    List<InMemorySubscription> idle() {
        return ready.isEmpty() ? List.of() : List.copyOf(subscriptions);
    }
}
