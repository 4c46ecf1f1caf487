package metalplant.server.audit;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import metalplant.core.audit.AuditChain;
import metalplant.core.store.AuditTable;
import metalplant.core.store.Store;
import metalplant.model.World;

/**
 * Writes entries that belong to no change, many in one transaction, and has all of them linked. Whoever adds one does not wait, unless thousands wait
 * already. After a kill the entries of the last moment are missing.
 */
public final class AuditQueue implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditQueue.class.getName());
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH = 500;
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    private final Store store;
    private final AuditChain chain;
    private final World world;
    private final BlockingQueue<AuditTable.Fresh> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final List<AuditTable.Fresh> batch = new ArrayList<>();
    private long forgotten;
    /** What the process before left; each request adds an entry of its end, so that nothing else needs a look. */
    private boolean unlinked = true;

    private volatile boolean stopped;

    /** @param store one that writes no entries of its own */
    public AuditQueue(Store store, AuditChain chain, World world) {
        this.store = store;
        this.chain = chain;
        this.world = world;
        this.forgotten = world.nanos();
    }

    /** Begins to write. */
    public AuditQueue start() {
        Thread.ofVirtual().name("audit").start(this::follow);
        return this;
    }

    void add(AuditTable.Fresh entry) {
        if (!waiting.offer(entry)) {
            unlinked(entry);
        }
    }

    private synchronized void unlinked(AuditTable.Fresh entry) {
        unlinked = true;
        write(List.of(entry));
    }

    private void write(List<AuditTable.Fresh> entries) {
        store.run("audit-write", tx -> {
            entries.forEach(tx.audit()::add);
            return entries.size();
        });
    }

    private void follow() {
        try {
            while (!stopped) {
                round();
                world.pause(AuditChain.sealEvery());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            flush();
            if (world.nanos() - forgotten > FORGET_EVERY.toNanos()) {
                forgotten = world.nanos();
                chain.forget();
            }
        } catch (RuntimeException e) {
            LOG.log(WARNING, "audit entries wait to be written count={0} why={1}", count(), e.getMessage());
        }
    }

    private String count() {
        return Integer.toString(waiting.size());
    }

    /** Writes and links what is there. A batch that could not be written is tried again. */
    synchronized void flush() {
        do {
            waiting.drainTo(batch, BATCH - batch.size());
            if (!batch.isEmpty()) {
                unlinked = true;
                write(List.copyOf(batch));
                batch.clear();
            }
        } while (!waiting.isEmpty());
        if (unlinked) {
            chain.seal();
            unlinked = false;
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.log(ERROR, "audit entries were lost count=" + count(), e);
        }
    }
}
