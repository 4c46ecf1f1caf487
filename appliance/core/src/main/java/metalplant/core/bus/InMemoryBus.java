package metalplant.core.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * The bus without a process beside it: for tests, for simulation, and for a plant on a machine without nsqd. Holds
 * everything in memory and forgets it with the process. Can be told to behave as a bus that is away or that does not
 * answer, see {@link Condition}.
 */
public final class InMemoryBus implements Bus {
    /** How the bus behaves towards those who use it. */
    public enum Condition {
        /** Takes and delivers. */
        UP,
        /** Takes nothing and delivers nothing; keeps what it has, as nsqd does on disk when it is stopped in order. */
        AWAY,
        /** Takes what is published but never says so, and delivers nothing: a bus that hangs. */
        SILENT
    }

    /**
     * What the bus holds at most; beyond that it takes nothing.
     *
     * @param topicsMax topics
     * @param channelsMax channels of one topic
     * @param subscriptionsMax subscriptions of one channel
     * @param messagesMax messages that are not finished; one that waits in two channels counts twice
     * @param bytesMax bytes of their bodies, counted alike
     */
    public record Limits(int topicsMax, int channelsMax, int subscriptionsMax, int messagesMax, long bytesMax) {
        public static final Limits DEFAULT = new Limits(1024, 1024, 64, 100_000, 64L * 1024 * 1024);
    }

    private final World world;
    private final Executor deliveries;
    private final Redelivery redelivery;
    private final Limits limits;

    /** Guards everything below, and every topic, channel and subscription. Never held while a handler runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, InMemoryTopic> topics = new TreeMap<>();
    private Condition condition = Condition.UP;
    private int messagesHeld;
    private long bytesHeld;
    private long messagesTaken;

    /**
     * A bus that hands messages out on the threads of {@code deliveries}. A simulation gives it
     * {@code work -> world.after(Duration.ZERO, work)}, so that the seed owns the order.
     */
    public InMemoryBus(World world, Executor deliveries, Redelivery redelivery, Limits limits) {
        this.world = world;
        this.deliveries = deliveries;
        this.redelivery = redelivery;
        this.limits = limits;
    }

    /** A bus that hands messages out on virtual threads. */
    public InMemoryBus(World world) {
        this(world, Thread.ofVirtual().name("bus-", 0)::start, Redelivery.DEFAULT, Limits.DEFAULT);
    }

    @Override
    public void publish(String topic, byte[] body) {
        BusRules.requireName(topic);
        BusRules.requireBody(body);
        var silent = changing(due -> {
            requireNotAway();
            var target = topicOf(topic);
            requireRoom(target.copies(), body.length);
            var taken = new InMemoryMessage("%016x".formatted(messagesTaken++), world.now(), body.clone());
            target.take(taken);
            messagesHeld += target.copies();
            bytesHeld += (long) target.copies() * body.length;
            target.channels().forEach(channel -> due.addAll(channel.idle()));
        });
        if (silent == Condition.SILENT) {
            throw Problem.of(ProblemCode.OUTCOME_UNKNOWN, "the message bus did not answer; it may have the message");
        }
    }

    @Override
    public void ensureTopic(String topic) {
        BusRules.requireName(topic);
        changing(_ -> {
            if (condition != Condition.UP) {
                throw away();
            }
            topicOf(topic);
        });
    }

    @Override
    public Subscription subscribe(String topic, String channel, Handler handler) {
        BusRules.requireName(topic);
        BusRules.requireName(channel);
        var made = new ArrayList<InMemorySubscription>();
        changing(due -> {
            var home = topicOf(topic).channelOf(channel, limits.channelsMax());
            var subscription = new InMemorySubscription(this, home, handler);
            home.join(subscription, limits.subscriptionsMax());
            made.add(subscription);
            due.addAll(home.idle());
        });
        return made.getFirst();
    }

    @Override
    public boolean reachable() {
        return condition() == Condition.UP;
    }

    /** Makes the bus behave otherwise from now on. What it holds it keeps. */
    public void become(Condition wanted) {
        changing(due -> {
            condition = wanted;
            topics.values().forEach(topic -> topic.channels().forEach(channel -> due.addAll(channel.idle())));
        });
    }

    /** What a channel holds; empty when there is no such channel. */
    public Optional<ChannelCounts> counts(String topic, String channel) {
        lock.lock();
        try {
            return Optional.ofNullable(topics.get(topic)).flatMap(found -> found.counts(channel));
        } finally {
            lock.unlock();
        }
    }

    Condition condition() {
        lock.lock();
        try {
            return condition;
        } finally {
            lock.unlock();
        }
    }

    /** Ends one subscription; see {@link Subscription#close()}. */
    void leave(InMemorySubscription subscription) {
        changing(_ -> {
            var channel = subscription.channel();
            channel.leave(subscription).forEach(this::release);
        });
    }

    /** Hands out what is there, one message after the other, until nothing is or the subscription ended. */
    private void drain(InMemorySubscription subscription) {
        for (var next = next(subscription); next != null; next = next(subscription)) {
            var message = next;
            var done = subscription.hand(message);
            changing(_ -> settle(subscription.channel(), message, done));
        }
    }

    private InMemoryChannel.@Nullable Parcel next(InMemorySubscription subscription) {
        lock.lock();
        try {
            return subscription.next(condition == Condition.UP);
        } finally {
            lock.unlock();
        }
    }

    private void settle(InMemoryChannel channel, InMemoryChannel.Parcel parcel, boolean done) {
        channel.handedBack();
        if (done || channel.isGone()) {
            release(parcel);
        } else {
            channel.giveBack();
            world.after(redelivery.after(parcel.attempts()), () -> comeAgain(channel, parcel));
        }
    }

    private void comeAgain(InMemoryChannel channel, InMemoryChannel.Parcel parcel) {
        changing(due -> {
            if (channel.isGone()) {
                release(parcel);
            } else {
                channel.comeAgain(parcel);
                due.addAll(channel.idle());
            }
        });
    }

    private void release(InMemoryChannel.Parcel parcel) {
        messagesHeld--;
        bytesHeld -= parcel.message().body().length;
    }

    /** Changes the state under the lock and then, without it, starts the subscriptions that have something to do. */
    private Condition changing(Consumer<List<InMemorySubscription>> change) {
        var due = new ArrayList<InMemorySubscription>();
        Condition at;
        lock.lock();
        try {
            change.accept(due);
            at = condition;
            due.removeIf(subscription -> at != Condition.UP || !subscription.begin());
        } finally {
            lock.unlock();
        }
        due.forEach(subscription -> deliveries.execute(() -> drain(subscription)));
        return at;
    }

    private InMemoryTopic topicOf(String name) {
        var found = topics.get(name);
        if (found == null) {
            if (topics.size() >= limits.topicsMax()) {
                throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "the message bus holds no further topic");
            }
            found = new InMemoryTopic();
            topics.put(name, found);
        }
        return found;
    }

    private void requireNotAway() {
        if (condition == Condition.AWAY) {
            throw away();
        }
    }

    private void requireRoom(int copies, int bytes) {
        if (messagesHeld + copies > limits.messagesMax() || bytesHeld + (long) copies * bytes > limits.bytesMax()) {
            throw Problem.of(ProblemCode.BUS_UNAVAILABLE, "the message bus is full: its consumers do not keep up");
        }
    }

    private static Problem away() {
        return Problem.of(ProblemCode.BUS_UNAVAILABLE, "the message bus is away; the message was not taken");
    }
}
