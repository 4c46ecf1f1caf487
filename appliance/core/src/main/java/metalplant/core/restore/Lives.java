package metalplant.core.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import metalplant.core.restore.HostLife.Written;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.restore.PlantLife;
import metalplant.model.switches.SwitchStatus;

/**
 * Notices that the database is not the one that the plant had last, and begins a new life then. Host and database both have the life
 * and a mark that rises with {@link #advance}, first in the database and then on the host:
 *
 * <pre>
 * host        database                          means
 * nothing     nothing                           the very first start
 * (n, x, 0)   nothing                           the very first start was interrupted
 * (n, x, m)   (n, x, m) or (n, x, m + 1)        it goes on
 * nothing     (n, x, m)                         restored on a new host
 * (n, x, m)   nothing                           the database is a new one
 * (n, x, m)   another life, or another mark     database or host was put back to an older state
 * </pre>
 *
 * <p>A mark follows each change within moments ({@link #follow}). A copy that is younger than the last mark is not noticed, and neither are
 * host and database that were put back together: the former lost at most what was changed in the last moments before a kill, the latter is
 * for other plants of a federation to see (they remember each other's marks).
 *
 * @see "federation.md 3.7 and section 10, decision 10"
 */
public final class Lives {
    private static final System.Logger LOG = System.getLogger(Lives.class.getName());
    private static final int OUTBOX_PAGE = 500;

    private final Store store;
    private final World world;
    private final HostLife host;
    private final LongSupplier floor;
    private final Doubts doubts;
    private final ReentrantLock one = new ReentrantLock();
    private volatile Runnable whenRaised = () -> {};
    private volatile Consumer<Written> whenMarked = _ -> {};
    private volatile long marked;

    /** @param floor no life gets a lower number, whatever host and database say: what other plants were told */
    public Lives(Store store, World world, HostLife host, LongSupplier floor, Doubts doubts) {
        this.store = store;
        this.world = world;
        this.host = host;
        this.floor = floor;
        this.doubts = doubts;
    }

    /** @param marked told of each mark behind the host, so that other disks can have it too */
    public void watchMarks(Consumer<Written> marked) {
        whenMarked = marked;
    }

    /** @param raised called after each life that begins while the plant runs */
    public void watch(Runnable raised) {
        whenRaised = raised;
    }

    /**
     * Looks before anything else of the plant runs.
     *
     * @param ordered an operator says that something was put back
     * @return the life that the plant is in now
     */
    public PlantLife begin(boolean ordered) {
        one.lock();
        try {
            var written = host.read();
            var stored = stored();
            var why = ordered ? Optional.of("an operator said so") : difference(written, stored);
            if (why.isPresent()) {
                raised(why.get(), 0, written, stored);
            } else if (stored.isEmpty()) {
                first(written);
            } else {
                mark(written.orElseThrow());
            }
            doubts.look();
            return stored().orElseThrow();
        } finally {
            one.unlock();
        }
    }

    /** An operator says that something was put back; or somebody else noticed. */
    public PlantLife raise(String why) {
        return raise(why, 0);
    }

    /** @param above the new life has a higher number */
    public PlantLife raise(String why, long above) {
        one.lock();
        try {
            raised(why, above, host.read(), stored());
            doubts.look();
        } finally {
            one.unlock();
        }
        whenRaised.run();
        return stored().orElseThrow();
    }

    /** Raises the mark, so that copies made up to now are older ones; notices a database that was exchanged meanwhile. */
    public void advance() {
        one.lock();
        Optional<String> why;
        try {
            var written = host.read();
            var stored = stored();
            why = difference(written, stored);
            if (why.isEmpty() && stored.isPresent()) {
                mark(written.orElseThrow());
            }
            doubts.look();
        } finally {
            one.unlock();
        }
        why.ifPresent(reason -> raise("while the plant ran: " + reason));
    }

    /** Raises the mark if there was a change since this was called last. */
    public void follow(MarkingStore store) {
        long changes = store.changes();
        if (changes != marked) {
            advance();
            // Only now: while the database is away they wait for their mark.
            marked = changes;
        }
    }

    /** The life of the database. */
    public Optional<PlantLife> stored() {
        return store.read("life-look", tx -> tx.life().find());
    }

    private static Optional<String> difference(Optional<Written> written, Optional<PlantLife> stored) {
        if (written.isEmpty()) {
            return stored.map(
                    life -> "the host does not know the database, which is of life %d".formatted(life.counter()));
        }
        var host = written.get();
        if (stored.isEmpty()) {
            return host.mark() == HostLife.BEGUN
                    ? Optional.empty()
                    : Optional.of("the database is empty or older than life %d of the host".formatted(host.counter()));
        }
        var life = stored.get();
        if (life.counter() != host.counter() || !life.nonce().equals(host.nonce())) {
            return Optional.of(
                    "the database is of life %d and the host of life %d".formatted(life.counter(), host.counter()));
        }
        if (life.mark() < host.mark()) {
            return Optional.of(
                    "the database is older than the host: mark %d, and not %d".formatted(life.mark(), host.mark()));
        }
        return life.mark() <= host.mark() + 1
                ? Optional.empty()
                : Optional.of(
                        "the host is older than the database: mark %d, and not %d".formatted(host.mark(), life.mark()));
    }

    private void first(Optional<Written> begun) {
        var life = PlantLife.first(
                begun.map(Written::counter).orElseGet(() -> Math.max(1, floor.getAsLong())),
                begun.map(Written::nonce).orElseGet(world::newId));
        host.write(new Written(life.counter(), life.nonce(), HostLife.BEGUN));
        store.run("life-first", tx -> {
            tx.life().save(life);
            return true;
        });
        write(new Written(life.counter(), life.nonce(), life.mark()));
    }

    private void mark(Written written) {
        long next = written.mark() + 1;
        store.run("life-mark", tx -> {
            tx.life()
                    .find()
                    .filter(life -> life.nonce().equals(written.nonce()) && life.mark() < next)
                    .ifPresent(life -> tx.life().save(life.marked(next)));
            return true;
        });
        write(new Written(written.counter(), written.nonce(), next));
    }

    private void write(Written life) {
        host.write(life);
        whenMarked.accept(life);
    }

    private void raised(String why, long above, Optional<Written> written, Optional<PlantLife> stored) {
        long highest = Math.max(
                Math.max(above, floor.getAsLong()),
                Math.max(
                        written.map(Written::counter).orElse(0L),
                        stored.map(PlantLife::counter).orElse(0L)));
        var life = PlantLife.behindRestore(highest + 1, world.newId(), world.now(), why);
        LOG.log(WARNING, "plant was restored life={0} because={1}", Long.toString(life.counter()), why);
        // The host first: a crash in between is a difference again.
        host.write(new Written(life.counter(), life.nonce(), HostLife.RAISED));
        store.run("life-raise", tx -> {
            tx.life().save(life);
            forget(tx);
            return true;
        });
        write(new Written(life.counter(), life.nonce(), life.mark()));
        LOG.log(INFO, "all machines are to be confirmed life={0}", Long.toString(life.counter()));
    }

    /** What was remembered counts no more: neither of machines and addresses nor what was to be sent or what switches reported. */
    private void forget(Tx tx) {
        tx.machines().doubtAll();
        tx.prefixes().holdLocal();
        for (var page = tx.outbox().oldest(OUTBOX_PAGE);
                !page.isEmpty();
                page = tx.outbox().oldest(OUTBOX_PAGE)) {
            page.forEach(message -> tx.outbox().remove(message.id()));
        }
        var leaves = tx.switches().list();
        tx.switches()
                .saveStatuses(leaves.stream()
                        .map(leaf -> new SwitchStatus(leaf.id(), Optional.empty(), Optional.empty()))
                        .toList());
        for (var leaf : leaves) {
            var silent = leaf.withNics(leaf.nics().stream()
                    .map(nic -> nic.withBgp(Optional.empty()))
                    .toList());
            if (!silent.equals(leaf)) {
                tx.switches().update(silent);
            }
        }
    }

    /** What is left to confirm. */
    public Situation situation() {
        return store.read("restore-view", tx -> {
            var life = tx.life().find().orElseThrow(() -> Problem.bad("the plant is still starting, try again"));
            return new Situation(life, tx.machines().countDoubted());
        });
    }

    /** @param unconfirmed machines to which nothing is done */
    public record Situation(PlantLife life, long unconfirmed) {}
}
