package metalplant.bus;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import metalplant.core.bus.Bus;
import metalplant.core.bus.BusRules;
import metalplant.core.bus.Handler;
import metalplant.core.bus.Subscription;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * The bus on one real nsqd. Publishing shares one connection, each subscription has its own; all of them are made anew
 * when nsqd comes back. Nothing is kept here while nsqd is away: what cannot be handed over is refused at once.
 */
public final class NsqBus implements Bus, AutoCloseable {
    private static final int SUBSCRIPTIONS_MAX = 1024;

    private final NsqConfig config;
    private final World world;
    private final NsqPublisher publisher;
    private final NsqTopics topics;
    private final Set<NsqSubscription> subscriptions = new LinkedHashSet<>();
    private boolean closed;

    /** A bus on this nsqd. Connects when it is first used, so that a plant starts before its nsqd. */
    public NsqBus(NsqConfig config, World world) {
        this.config = config;
        this.world = world;
        this.publisher = new NsqPublisher(config, world);
        this.topics = new NsqTopics(config);
    }

    @Override
    public void publish(String topic, byte[] body) {
        BusRules.requireName(topic);
        BusRules.requireBody(body);
        publisher.publish(topic, body);
    }

    @Override
    public void ensureTopic(String topic) {
        BusRules.requireName(topic);
        topics.ensure(topic);
    }

    @Override
    public Subscription subscribe(String topic, String channel, Handler handler) {
        BusRules.requireName(topic);
        BusRules.requireName(channel);
        var subscription = new NsqSubscription(config, world, topic, channel, handler, this::forget);
        synchronized (subscriptions) {
            if (closed || subscriptions.size() >= SUBSCRIPTIONS_MAX) {
                throw Problem.of(
                        ProblemCode.BUS_UNAVAILABLE,
                        closed ? "the bus was closed" : "this bus holds no further subscription");
            }
            subscriptions.add(subscription);
        }
        subscription.start();
        return subscription;
    }

    /**
     * Whether a connection for publishing stands, or can be made now. An nsqd that hangs is noticed when it misses an
     * answer or three signs of life.
     */
    @Override
    public boolean reachable() {
        return publisher.reachable();
    }

    /** Ends every subscription as {@link Subscription#close()} does, then everything else. */
    @Override
    public void close() {
        List<NsqSubscription> open;
        synchronized (subscriptions) {
            closed = true;
            open = List.copyOf(subscriptions);
        }
        // side by side: one whose nsqd hangs may take as long as an answer
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            open.forEach(subscription -> threads.execute(subscription::close));
        }
        publisher.close();
        topics.close();
    }

    private void forget(NsqSubscription subscription) {
        synchronized (subscriptions) {
            subscriptions.remove(subscription);
        }
    }
}
