package metalplant.core.bus;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** A topic of {@link InMemoryBus}, guarded by its lock. What comes before the first channel waits for that one. */
final class InMemoryTopic {
    private final Map<String, InMemoryChannel> channels = new TreeMap<>();
    private final Deque<InMemoryMessage> early = new ArrayDeque<>();

    /** How often a message taken now is held. */
    int copies() {
        return Math.max(1, channels.size());
    }

    void take(InMemoryMessage message) {
        if (channels.isEmpty()) {
            early.add(message);
        } else {
            channels.values().forEach(channel -> channel.take(message));
        }
    }

    Collection<InMemoryChannel> channels() {
        return channels.values();
    }

    InMemoryChannel channelOf(String name, int channelsMax) {
        var found = channels.get(name);
        if (found == null) {
            if (channels.size() >= channelsMax) {
                throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "the message bus holds no further channel of a topic");
            }
            found = new InMemoryChannel(name, channels::remove);
            channels.put(name, found);
            while (!early.isEmpty()) {
                found.take(early.remove());
            }
        }
        return found;
    }

    Optional<ChannelCounts> counts(String channel) {
        return Optional.ofNullable(channels.get(channel)).map(InMemoryChannel::counts);
    }
}
