package metalplant.mesh.link;

import java.util.LinkedHashMap;
import java.util.Optional;
import metalplant.federation.plant.Message;

/**
 * What waits to be sent to one peer. Never blocks who puts something in: of presences only the newest is kept, what waits already is not
 * put in twice, and what does not fit is dropped. All of that is the loss that the protocol allows for.
 */
final class Outbox {
    /** @param sinceNanos when it was put in */
    record Item(byte[] bytes, long sinceNanos) {}

    private final LinkConfig config;
    private final LinkedHashMap<Object, Item> waiting = new LinkedHashMap<>();
    private int bytes;
    private boolean closed;

    Outbox(LinkConfig config) {
        this.config = config;
    }

    /** @return whether it will be sent, if nothing intervenes */
    synchronized boolean offer(Message message, byte[] encoded, long nowNanos) {
        var key = message instanceof Message.Presence ? Message.Presence.class : message;
        var before = waiting.get(key);
        int size = bytes + encoded.length - (before == null ? 0 : before.bytes().length);
        boolean full = before == null && waiting.size() >= config.queueMax();
        if (closed || full || size > config.queueBytesMax()) {
            return false;
        }
        bytes = size;
        waiting.put(key, new Item(encoded, nowNanos));
        notifyAll();
        return true;
    }

    /** Waits for the next one; empty once the box is closed. */
    synchronized Optional<Item> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        var first = waiting.pollFirstEntry();
        bytes -= first.getValue().bytes().length;
        return Optional.of(first.getValue());
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        bytes = 0;
        notifyAll();
    }
}
