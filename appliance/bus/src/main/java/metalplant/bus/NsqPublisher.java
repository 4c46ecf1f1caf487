package metalplant.bus;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link for all who publish and makes a new one when it is needed. While nsqd is away most callers learn that at
 * once: only one in a while tries a connection, the others get the reason of the last failure.
 */
final class NsqPublisher {
    private static final System.Logger LOG = System.getLogger(NsqPublisher.class.getName());
    private static final int UNDER_WAY_MAX = 256;

    private final NsqConfig config;
    private final World world;
    private final Retry retry;
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);

    /** Guards everything below. Held while connecting: others wait for that connection instead of making their own. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable PublishLink link;
    private @Nullable IOException lastFailure;
    private long retryAtNanos;
    private boolean closed;

    NsqPublisher(NsqConfig config, World world) {
        this.config = config;
        this.world = world;
        this.retry = new Retry(world, config.timings());
    }

    void publish(String topic, byte[] body) {
        takePlace();
        try {
            var outcome = link().publish(Command.publish(topic, body));
            switch (outcome) {
                case PublishLink.Outcome.Taken _ -> {}
                case PublishLink.Outcome.NotTaken(String reason, Throwable cause) -> throw notTaken(reason, cause);
                case PublishLink.Outcome.Unknown(Throwable cause) ->
                    throw Problem.of(
                                    ProblemCode.OUTCOME_UNKNOWN,
                                    "the message bus may or may not have the message: %s".formatted(cause.getMessage()))
                            .because(cause);
            }
        } finally {
            underWay.release();
        }
    }

    /** Whether a link stands, or can be made now. */
    boolean reachable() {
        try {
            link();
            return true;
        } catch (Problem _) {
            return false;
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            if (link != null) {
                link.end(new IOException("the bus was closed"));
            }
        } finally {
            lock.unlock();
        }
    }

    private PublishLink link() {
        lock.lock();
        try {
            if (closed) {
                throw notTaken("the bus was closed", null);
            }
            var known = link;
            if (known != null && known.alive()) {
                return known;
            }
            return connect();
        } finally {
            lock.unlock();
        }
    }

    private PublishLink connect() {
        if (lastFailure != null && world.nanos() - retryAtNanos < 0) {
            throw notTaken("nsqd cannot be reached: " + lastFailure.getMessage(), lastFailure);
        }
        try {
            var fresh = new PublishLink(NsqConnection.open(config, world), world, config.timings());
            fresh.start();
            link = fresh;
            lastFailure = null;
            retry.succeeded();
            LOG.log(
                    INFO,
                    "reached nsqd for publishing address={0}",
                    config.tcp().toString());
            return fresh;
        } catch (IOException e) {
            lastFailure = e;
            retryAtNanos = world.nanos() + retry.failed().toNanos();
            throw notTaken("nsqd cannot be reached: " + e.getMessage(), e);
        }
    }

    /** A bound on what is held in memory for nsqd to take. Each holder leaves in the time of an answer. */
    private void takePlace() {
        try {
            if (!underWay.tryAcquire(config.timings().answer().toNanos(), TimeUnit.NANOSECONDS)) {
                throw notTaken("too many messages wait for nsqd", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notTaken("interrupted before it was sent", e);
        }
    }

    private static Problem notTaken(String reason, @Nullable Throwable cause) {
        var problem = Problem.of(
                ProblemCode.BUS_UNAVAILABLE, "the message bus did not take the message: %s".formatted(reason));
        return cause == null ? problem : problem.because(cause);
    }
}
