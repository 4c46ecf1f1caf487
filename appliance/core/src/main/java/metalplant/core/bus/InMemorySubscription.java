package metalplant.core.bus;

import org.jspecify.annotations.Nullable;

/** A subscription of {@link InMemoryBus}, guarded by its lock except {@link #hand}. */
final class InMemorySubscription implements Subscription {
    private final InMemoryBus bus;
    private final InMemoryChannel channel;
    private final Handler handler;
    private volatile boolean closed;
    private boolean busy;

    InMemorySubscription(InMemoryBus bus, InMemoryChannel channel, Handler handler) {
        this.bus = bus;
        this.channel = channel;
        this.handler = handler;
    }

    InMemoryChannel channel() {
        return channel;
    }

    /** Claims the right to hand messages out; false when another thread has it already. */
    boolean begin() {
        if (busy || closed) {
            return false;
        }
        busy = true;
        return true;
    }

    /** The next message to hand out; with none the claim of {@link #begin} is given up. */
    InMemoryChannel.@Nullable Parcel next(boolean delivering) {
        var next = closed || !delivering ? null : channel.poll();
        busy = next != null;
        return next;
    }

    /** Lets the handler work; false when it gave the message back. */
    boolean hand(InMemoryChannel.Parcel parcel) {
        var taken = parcel.message();
        var message = new Message(
                taken.id(), parcel.attempts(), taken.takenAt(), taken.body().clone());
        return Delivery.attempt(handler, message);
    }

    @Override
    public boolean live() {
        return !closed && bus.reachable();
    }

    @Override
    public void close() {
        closed = true;
        bus.leave(this);
    }
}
