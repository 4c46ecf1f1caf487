package metalplant.bus;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import metalplant.core.bus.Delivery;
import metalplant.core.bus.Handler;
import metalplant.core.bus.Message;
import metalplant.core.bus.Subscription;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * A channel listened to, across as many connections as it takes. Two threads: one reads, so that signs of life are
 * answered while a handler works; the other works and answers for each message on the connection it came by.
 */
final class NsqSubscription implements Subscription {
    /** What the reader hands to the worker. */
    private sealed interface Work {
        record Deliver(NsqConnection from, Message message) implements Work {}

        record Stop() implements Work {}
    }

    private static final System.Logger LOG = System.getLogger(NsqSubscription.class.getName());

    /** One message is asked for at a time; the others are for an nsqd that sends one again because the handler is slow. */
    private static final int QUEUE_MAX = 4;

    private final NsqConfig config;
    private final World world;
    private final String topic;
    private final String channel;
    private final Handler handler;
    private final Consumer<NsqSubscription> onEnd;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread reader;
    private final Thread worker;

    /** The connection on which messages arrive at present. */
    private volatile @Nullable NsqConnection live;

    private volatile boolean closed;

    NsqSubscription(
            NsqConfig config,
            World world,
            String topic,
            String channel,
            Handler handler,
            Consumer<NsqSubscription> onEnd) {
        this.config = config;
        this.world = world;
        this.topic = topic;
        this.channel = channel;
        this.handler = handler;
        this.onEnd = onEnd;
        this.reader = Thread.ofVirtual().name("nsq-reader").unstarted(this::listen);
        this.worker = Thread.ofVirtual().name("nsq-worker").unstarted(this::work);
    }

    void start() {
        reader.start();
        worker.start();
    }

    @Override
    public boolean live() {
        return live != null && !closed;
    }

    @Override
    public void close() {
        var notBegun = new ArrayList<Work>();
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            queue.drainTo(notBegun);
            queue.add(new Work.Stop());
        }
        askForNoMore();
        notBegun.forEach(this::giveBack);
        onEnd.accept(this);
    }

    /**
     * Returns what no handler saw. nsqd would keep it for the connection that had it until the message's time runs out, a
     * minute, even when that connection is gone.
     */
    private void giveBack(Work work) {
        if (work instanceof Work.Deliver(NsqConnection from, Message message)) {
            answer(from, message, Command.giveBack(message.id(), Duration.ZERO));
        }
    }

    /** Until nsqd knows, it would answer the end of the last message with a further one. */
    private void askForNoMore() {
        var connection = live;
        if (connection != null) {
            try {
                connection.write(Command.startClose());
            } catch (IOException e) {
                LOG.log(DEBUG, "cannot take leave of nsqd because={0}", e.toString());
            }
        }
    }

    /** The reader: connection after connection. */
    private void listen() {
        var retry = new Retry(world, config.timings());
        while (!closed) {
            try {
                listenOnce(retry);
            } catch (IOException e) {
                if (!closed) {
                    rest(retry, e);
                }
            }
        }
    }

    private void listenOnce(Retry retry) throws IOException {
        var connection = NsqConnection.open(config, world);
        try {
            connection.subscribe(topic, channel);
            if (!becomeLive(connection)) {
                return;
            }
            retry.succeeded();
            LOG.log(INFO, "listening topic={0} channel={1}", topic, channel);
            while (true) {
                take(connection, connection.read());
            }
        } finally {
            live = null;
            connection.close();
        }
    }

    private boolean becomeLive(NsqConnection connection) {
        synchronized (queue) {
            if (!closed) {
                live = connection;
            }
            return !closed;
        }
    }

    private void take(NsqConnection connection, Frame frame) throws IOException {
        switch (frame) {
            case Frame.Delivered(Message message) -> enqueue(connection, message);
            case Frame.Refusal refusal
            when refusal.isAboutAMessage() ->
                LOG.log(DEBUG, "nsqd had taken a message back because={0}", refusal.text());
            case Frame.Refusal refusal -> throw new ProtocolException("nsqd refuses: " + refusal.text());
            case Frame.Answer _ -> {
                // the confirmation of a close
            }
        }
    }

    private void enqueue(NsqConnection connection, Message message) {
        var work = new Work.Deliver(connection, message);
        boolean late;
        synchronized (queue) {
            late = closed;
            if (!closed && !queue.offer(work)) {
                LOG.log(WARNING, "left a message to come again, its handler is slow topic={0} {1}", topic, message);
            }
        }
        if (late) {
            giveBack(work);
        }
    }

    private void rest(Retry retry, IOException cause) {
        var wait = retry.failed();
        LOG.log(INFO, "lost nsqd topic={0} channel={1} retry={2} because={3}", topic, channel, wait, cause.toString());
        try {
            world.pause(wait);
        } catch (InterruptedException _) {
            // closing: the loop sees it
        }
    }

    /**
     * The worker: message after message. The last thing it does is to let the reader go, a little later: what nsqd sent
     * before it knew of the end is still on its way, and is given back.
     */
    private void work() {
        try {
            while (queue.take() instanceof Work.Deliver(NsqConnection from, Message message)) {
                workOn(from, message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // interrupting a virtual thread closes the socket it reads from
            world.after(config.timings().leave(), reader::interrupt);
        }
    }

    private void workOn(NsqConnection from, Message message) {
        var done = Delivery.attempt(handler, message);
        var answer = done
                ? Command.finish(message.id())
                : Command.giveBack(message.id(), config.timings().redelivery().after(message.attempts()));
        answer(from, message, answer);
    }

    private void answer(NsqConnection from, Message message, byte[] answer) {
        try {
            from.write(answer);
        } catch (IOException e) {
            LOG.log(
                    INFO,
                    "cannot answer for a message, it will come again topic={0} {1} because={2}",
                    topic,
                    message,
                    e.toString());
        }
    }
}
