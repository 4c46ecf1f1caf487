package metalplant.imagestore.source;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Depot;
import metalplant.imagestore.disk.Draft;
import metalplant.imagestore.disk.Sums;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file from a source into the store. Several chunks come at the same time; each is compared with its sum as soon as it is there,
 * and the whole at the end. A line that breaks costs nothing: a chunk goes on at the byte that it had. What a killed process had of chunks
 * that were not whole is fetched again, at most one chunk for each stream.
 */
public final class Fetch {
    private static final System.Logger LOG = System.getLogger(Fetch.class.getName());
    private static final int BUFFER = 64 << 10;
    private static final int DAMAGED_MAX = 3;

    private final Depot depot;
    private final FetchConfig config;
    private final Rate rate;
    private final World world;
    private final LongAdder received = new LongAdder();

    public Fetch(Depot depot, FetchConfig config, Rate rate, World world) {
        this.depot = depot;
        this.config = config;
        this.rate = rate;
        this.world = world;
    }

    /** Bytes that came so far, whatever became of them. */
    public long received() {
        return received.sum();
    }

    /** Told of what has come; any thread. */
    public interface Watch {
        /**
         * @param bytes of the file that are here
         * @param received by this fetch so far, those that were worth nothing included
         */
        void came(long bytes, long size, long received);
    }

    /**
     * Fetches a file, or goes on with it.
     *
     * @throws Problem IMAGE_SOURCE_LOST if the source fell silent: the same call goes on later; IMAGE_REFUSED if it is not what was
     *     offered: nothing of it is kept; IMAGE_STORE_FULL; TOO_BUSY while somebody else fetches it
     */
    public StoredImage run(Source source, Offer offer, ImageKind kind, Watch watch) {
        if (kind != ImageKind.KERNEL && offer.md5().isEmpty() && offer.sha256().isEmpty()) {
            throw Problem.of(
                    ProblemCode.IMAGE_REFUSED,
                    "%s of %s has no %s.md5 beside it: without a sum it cannot be told from a damaged one"
                            .formatted(
                                    offer.name(), source.label(), offer.name().file()));
        }
        try (var draft = depot.draft(offer.key(source.label()))) {
            var pieces = Pieces.of(offer.size(), offer.ranges(), draft.note());
            depot.admit(
                    offer.size(),
                    offer.size() - Math.min(offer.size(), draft.content().size()));
            var run = new Run(source, offer, draft, pieces, watch);
            run.all();
            return depot.keep(
                    draft,
                    offer.name(),
                    kind,
                    new Depot.Expected(offer.size(), offer.sha256(), offer.md5()),
                    source.label());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + offer.name(), e);
        }
    }

    /** One fetch of one file. */
    private final class Run {
        private final Source source;
        private final Offer offer;
        private final Draft draft;
        private final Pieces pieces;
        private final Watch watch;
        private final AtomicLong receivedNow = new AtomicLong();
        private final AtomicLong lastByte = new AtomicLong(world.nanos());
        private final AtomicLong damaged = new AtomicLong();
        private final AtomicReference<@Nullable Problem> failed = new AtomicReference<>();
        private volatile String lastTrouble = "it does not answer";

        Run(Source source, Offer offer, Draft draft, Pieces pieces, Watch watch) {
            this.source = source;
            this.offer = offer;
            this.draft = draft;
            this.pieces = pieces;
            this.watch = watch;
        }

        void all() {
            LOG.log(
                    INFO,
                    "image fetched name={0} from={1} bytes={2} there={3}",
                    offer.name(),
                    source.label(),
                    Long.toString(offer.size()),
                    Long.toString(pieces.bytes()));
            var workers = new ArrayList<Thread>();
            for (int i = 0; i < (offer.ranges() ? config.streams() : 1); i++) {
                workers.add(Thread.ofVirtual().name("fetch " + offer.name()).start(this::work));
            }
            join(workers);
            draft.note(pieces.note());
            var problem = failed.get();
            if (problem != null) {
                if (problem.code() == ProblemCode.IMAGE_REFUSED) {
                    draft.discard();
                }
                throw problem;
            }
        }

        private void join(ArrayList<Thread> workers) {
            try {
                for (var worker : workers) {
                    worker.join();
                }
            } catch (InterruptedException e) {
                fail(lost("the fetch was ended"));
                workers.forEach(Thread::interrupt);
                workers.forEach(Run.this::ended);
                Thread.currentThread().interrupt();
            }
        }

        private void ended(Thread worker) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException _) {
                    // It ends by itself, within the source's own patience.
                }
            }
        }

        private void fail(Problem problem) {
            failed.compareAndSet(null, problem);
        }

        private Problem lost(String why) {
            return Problem.of(
                    ProblemCode.IMAGE_SOURCE_LOST,
                    "%s of %s is not here whole: %s; %d of %d MiB are kept, and the next try goes on"
                            .formatted(offer.name(), source.label(), why, pieces.bytes() >> 20, offer.size() >> 20));
        }

        private void work() {
            var pause = config.pauseFirst();
            while (failed.get() == null) {
                var piece = pieces.next();
                if (piece.isEmpty()) {
                    return;
                }
                long before = lastByte.get();
                if (isWhole(piece.get())) {
                    pause = config.pauseFirst();
                    continue;
                }
                if (world.nanos() - lastByte.get() > config.patience().toNanos()) {
                    fail(lost(lastTrouble));
                    return;
                }
                pause = lastByte.get() != before ? config.pauseFirst() : doubled(pause);
                if (!paused(pause)) {
                    return;
                }
            }
        }

        private Duration doubled(Duration pause) {
            var twice = pause.multipliedBy(2);
            return twice.compareTo(config.pauseLast()) > 0 ? config.pauseLast() : twice;
        }

        private boolean paused(Duration pause) {
            try {
                world.pause(pause.dividedBy(2).plusNanos(world.random("fetch").nextLong(pause.toNanos() / 2 + 1)));
                return true;
            } catch (InterruptedException _) {
                fail(lost("the fetch was ended"));
                return false;
            }
        }

        /** Whether the piece is there now; if not, what came of it is noted. */
        private boolean isWhole(Pieces.Piece piece) {
            long have = offer.ranges() ? piece.have() : 0;
            var cursor = new AtomicLong(have);
            try (var in = source.open(offer, piece.from() + have, piece.length() - have)) {
                copy(in, piece, cursor);
                if (isDamaged(piece)) {
                    cursor.set(0);
                    lastTrouble = "what it sends is damaged";
                    if (damaged.incrementAndGet() >= DAMAGED_MAX) {
                        fail(Problem.of(
                                ProblemCode.IMAGE_REFUSED,
                                "%s of %s is refused: chunk %d is not what its sum says, again and again"
                                        .formatted(offer.name(), source.label(), piece.number())));
                    }
                    pieces.left(piece, 0);
                    return false;
                }
                pieces.whole(piece);
                draft.note(pieces.note());
                return true;
            } catch (IOException | UncheckedIOException e) {
                noted(piece, cursor.get(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                pieces.left(piece, offer.ranges() ? cursor.get() : 0);
                fail(lost("the fetch was ended"));
            } catch (RuntimeException e) {
                pieces.left(piece, 0);
                fail(
                        e instanceof Problem problem
                                ? problem
                                : Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "an image cannot be fetched: " + e)
                                        .because(e));
            }
            return false;
        }

        private void noted(Pieces.Piece piece, long have, Exception e) {
            lastTrouble = String.valueOf(e.getMessage());
            LOG.log(DEBUG, "chunk of {0} did not come whole: {1}", offer.name(), lastTrouble);
            pieces.left(piece, offer.ranges() ? have : 0);
            if (e instanceof DiskTrouble) {
                fail(Problem.of(
                                ProblemCode.IMAGE_STORE_FULL,
                                "%s cannot be written: %s".formatted(offer.name(), e.getMessage()))
                        .because(e));
            }
        }

        private boolean isDamaged(Pieces.Piece piece) throws IOException {
            if (offer.chunks().isEmpty()) {
                return false;
            }
            var sum = Sums.chunk(draft.content(), piece.from(), piece.length());
            return !sum.equals(offer.chunks().get(piece.number()));
        }

        private void copy(java.io.InputStream in, Pieces.Piece piece, AtomicLong cursor)
                throws IOException, InterruptedException {
            var buffer = new byte[BUFFER];
            while (cursor.get() < piece.length()) {
                if (failed.get() != null) {
                    throw new IOException("the fetch ends");
                }
                int read = in.read(buffer, 0, (int) Math.min(BUFFER, piece.length() - cursor.get()));
                if (read < 0) {
                    throw new IOException("it ended at byte %d of chunk %d".formatted(cursor.get(), piece.number()));
                }
                write(buffer, read, piece.from() + cursor.get());
                cursor.addAndGet(read);
                lastByte.set(world.nanos());
                received.add(read);
                watch.came(pieces.bytes() + cursor.get(), offer.size(), receivedNow.addAndGet(read));
                rate.take(read);
            }
        }

        private void write(byte[] buffer, int length, long at) throws IOException {
            try {
                var bytes = ByteBuffer.wrap(buffer, 0, length);
                while (bytes.hasRemaining()) {
                    draft.content().write(bytes, at + bytes.position());
                }
            } catch (IOException e) {
                throw new DiskTrouble(e);
            }
        }
    }

    /** The disk does not take it: no source can help. */
    private static final class DiskTrouble extends IOException {
        private static final long serialVersionUID = 1;

        DiskTrouble(IOException cause) {
            super(Optional.ofNullable(cause.getMessage()).orElse("the disk does not take it"), cause);
        }
    }
}
