package metalplant.bus;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * One connection that publishes. Many threads send without waiting for one another; nsqd answers in the order of sending,
 * and a thread of the link hands each answer to the one who waits for it.
 *
 * <p>A message is certainly not taken as long as none of its bytes were written, and when nsqd says so. From the first
 * byte on, everything else is unknown: a connection that broke, an answer that did not come in time. After either the
 * link is of no further use, because answers could no longer be told apart.
 */
final class PublishLink {
    /** What became of a message. */
    sealed interface Outcome {
        record Taken() implements Outcome {}

        record NotTaken(String reason, @Nullable Throwable cause) implements Outcome {}

        record Unknown(Throwable cause) implements Outcome {}
    }

    private static final System.Logger LOG = System.getLogger(PublishLink.class.getName());

    private final NsqConnection connection;
    private final World world;
    private final NsqTimings timings;

    /** Held while a message is written, so that the order of the waiting is that of the bytes. */
    private final ReentrantLock sending = new ReentrantLock();

    /** Guards the two below; held for moments only, so that a link can be ended while somebody is stuck in sending. */
    private final ReentrantLock state = new ReentrantLock();

    private final Queue<CompletableFuture<Outcome>> waiting = new ArrayDeque<>();
    private @Nullable Throwable ended;

    PublishLink(NsqConnection connection, World world, NsqTimings timings) {
        this.connection = connection;
        this.world = world;
        this.timings = timings;
    }

    /** Begins to listen for answers. */
    void start() {
        Thread.ofVirtual().name("nsq-answers").start(this::readAnswers);
    }

    boolean alive() {
        state.lock();
        try {
            return ended == null;
        } finally {
            state.unlock();
        }
    }

    /** Sends a PUB command and waits for its outcome, no longer than an answer may take. */
    Outcome publish(byte[] command) {
        var outcome = new CompletableFuture<Outcome>();
        var timer = world.after(
                timings.answer(), () -> end(new IOException("nsqd did not answer for " + timings.answer())));
        try {
            send(command, outcome);
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unknown(new IOException("interrupted while nsqd had to answer", e));
        } catch (ExecutionException e) {
            return new Outcome.Unknown(e);
        } finally {
            timer.cancel();
        }
    }

    /** Ends the link; who waits for an answer learns that it will not come. Doing it twice is doing it once. */
    void end(Throwable cause) {
        state.lock();
        try {
            if (ended != null) {
                return;
            }
            ended = cause;
            connection.close();
            waiting.forEach(each -> each.complete(new Outcome.Unknown(cause)));
            waiting.clear();
        } finally {
            state.unlock();
        }
    }

    private void send(byte[] command, CompletableFuture<Outcome> outcome) {
        sending.lock();
        try {
            if (enqueue(outcome)) {
                connection.write(command);
            }
        } catch (IOException e) {
            end(e);
        } finally {
            sending.unlock();
        }
    }

    private boolean enqueue(CompletableFuture<Outcome> outcome) {
        state.lock();
        try {
            if (ended != null) {
                outcome.complete(new Outcome.NotTaken("the connection to nsqd was lost before", ended));
                return false;
            }
            waiting.add(outcome);
            return true;
        } finally {
            state.unlock();
        }
    }

    private void readAnswers() {
        try {
            while (true) {
                answered(connection.read());
            }
        } catch (IOException e) {
            LOG.log(alive() ? INFO : DEBUG, "lost nsqd for publishing because={0}", e.toString());
            end(e);
        }
    }

    private void answered(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Answer answer when answer.text().equals("OK") -> settle(new Outcome.Taken());
            case Frame.Refusal refusal -> {
                settle(new Outcome.NotTaken("nsqd refused it: " + refusal.text(), null));
                // nsqd hangs up after a refusal; nobody should write into that
                throw new ProtocolException("nsqd refused a message: " + refusal.text());
            }
            case Frame.Answer _ -> throw new ProtocolException("nsqd answers something else than OK");
            case Frame.Delivered _ -> throw new ProtocolException("nsqd sends a message to a publisher");
        }
    }

    private void settle(Outcome outcome) throws IOException {
        state.lock();
        try {
            var first = waiting.poll();
            if (first == null) {
                throw new ProtocolException("nsqd answers what was not asked");
            }
            first.complete(outcome);
        } finally {
            state.unlock();
        }
    }
}
