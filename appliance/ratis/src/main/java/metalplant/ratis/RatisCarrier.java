package metalplant.ratis;

import static java.lang.System.Logger.Level.DEBUG;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.ratis.Exchange.Proposal;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Peer;
import metalplant.ratis.trust.PeerNames;
import metalplant.ratis.trust.Pins;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;

/**
 * The carrier on Apache Ratis: one Raft group per lineage, of which one runs at a time. A plant without a federation starts no thread and
 * opens no port; both come with the first {@link #open}.
 *
 * <p>Every plant that opens a lineage runs a Raft server in it. Until a leader takes it in (behind a {@code VoterSet} in the ledger) it has no vote. A
 * server that is no voter asks the voters.
 *
 * <p>{@code append} and {@code read} return within {@link RatisOptions#answerTimeout()} and a little, whatever the links do; a founding may take four times as long. They may come from any thread; {@code open} and {@code close} follow one
 * after the other.
 */
public final class RatisCarrier implements Carrier, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RatisCarrier.class.getName());

    /**
     * Held, since a logger that nobody holds forgets its level. Ratis logs each failed call with its stack: a peer that is away would fill the
     * disk. What matters is told here; a logging configuration that names this logger hears the rest.
     */
    private static final Logger RATIS = Logger.getLogger("org.apache.ratis");

    private final Peer self;
    private final MeshIdentity identity;
    private final PeerHome home;
    private final Acceptance acceptance;
    private final World world;
    private final RatisOptions options;
    private final Pins pins = new Pins();
    private final Semaphore pending;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("carrier-", 0).factory());
    private final Map<Hash, LogVoters> known = new HashMap<>();
    private final RemoteVoters remote;

    @Nullable
    private volatile LocalVoter local;

    static {
        // A library that ends the process when a port is taken or a disk is full would take the plant's API with it.
        var uncaught = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        // It also takes the place of whoever looks after exceptions that nobody catches, and tells nobody of them.
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        if (RATIS.getLevel() == null) {
            RATIS.setLevel(Level.OFF);
        }
    }

    /**
     * Starts nothing.
     *
     * @param directory of this carrier alone; no backup has it
     * @param acceptance by which entries are checked before they count; the same rules as the reader's
     */
    public RatisCarrier(
            Path directory,
            Peer self,
            MeshIdentity identity,
            Acceptance acceptance,
            World world,
            RatisOptions options) {
        this.self = self;
        this.identity = identity;
        this.home = new PeerHome(directory);
        this.acceptance = acceptance;
        this.world = world;
        this.options = options;
        this.pending = new Semaphore(options.pendingMax());
        this.remote = new RemoteVoters(RaftSetup.tls(identity, pins), pins, options);
        pins.replace(List.of(self));
    }

    /** A new id for this plant's voter, drawn and kept on this disk: for a founding, a join, a restore, a break-glass. */
    public String newPeer() {
        var peer = PeerNames.fresh(self.plant(), world.newId());
        home.born(peer);
        return peer;
    }

    /** Who is trusted and where they are, from now on; whoever is missing is cut off at once. */
    public void peers(Collection<Peer> peers) {
        var all = new ArrayList<Peer>(peers);
        all.add(self);
        pins.replace(all);
        remote.forget();
        var voter = local;
        if (voter != null) {
            voter.pinsChanged();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The plant whose id opens the lineage founds the group, alone, and puts the log into it. Any other waits under {@code peer} of
     * {@link #open(Hash, List, String)}.
     */
    @Override
    public void open(Hash lineage, List<Bytes> log) {
        var founder = LogVoters.founder(lineage, log);
        var voters = LogVoters.NONE.after(log).voters();
        var mine = voters.stream()
                .filter(voter -> voter.plant().equals(self.plant()))
                .map(Voter::peer)
                .findFirst();
        open(lineage, log, founder.plant().equals(self.plant()) ? founder.peer() : mine.orElse(""));
    }

    /**
     * The same for a plant that does not vote yet.
     *
     * @param peer under which it may be made a voter; one of {@link #newPeer}, or "" if it shall only ask
     * @throws Problem RULE_VIOLATED if this id was not drawn on this disk: whoever had it has forgotten its votes
     */
    public synchronized void open(Hash lineage, List<Bytes> log, String peer) {
        var founder = LogVoters.founder(lineage, log);
        var voters = LogVoters.NONE.after(log);
        known.put(lineage, voters);
        var used = home.peer(lineage);
        var own = used.orElse(peer);
        if (own.isEmpty() || home.isClosed(lineage) || (home.isPutOut(lineage) && !voters.has(own))) {
            return;
        }
        // Once founded, the peers are those of its own log and nothing else: to begin alone again would split it.
        boolean founds = founder.plant().equals(self.plant()) && founder.peer().equals(own) && !home.isFounded(lineage);
        if (used.isEmpty()) {
            refuseSecondFounding(founds, lineage, log);
            home.use(own, lineage);
        }
        var voter = running(lineage, own, founds);
        if (founds) {
            seed(voter, log);
            home.founded(lineage);
        }
    }

    /** The id under which this plant votes in a lineage or shall: the one used there, else one that waits for its use, else a new one. */
    public String peerFor(Hash lineage) {
        return home.peer(lineage).or(home::unused).orElseGet(this::newPeer);
    }

    /**
     * Waits until a leader takes this voter in; for one that has no log of its own, such as a witness.
     *
     * @param votes whether the ledger says that it votes: one that was put out waits for that
     */
    public synchronized void standBy(Hash lineage, String peer, boolean votes) {
        if (home.isClosed(lineage) || (home.isPutOut(lineage) && !votes)) {
            return;
        }
        if (home.peer(lineage).isEmpty()) {
            home.use(peer, lineage);
        }
        var before = voter(lineage);
        if (before != null && before.isEnded() && votes) {
            stopLocal();
        }
        running(lineage, home.peer(lineage).orElse(peer), false);
    }

    private static void refuseSecondFounding(boolean founds, Hash lineage, List<Bytes> log) {
        if (founds && !Hash.of(log.getLast().toArray()).equals(lineage)) {
            throw Problem.of(
                    ProblemCode.RULE_VIOLATED,
                    "lineage %s was founded before and has grown since: its founder lost its disk".formatted(lineage));
        }
    }

    private LocalVoter running(Hash lineage, String peer, boolean founds) {
        var voter = local;
        if (voter != null && voter.lineage.equals(lineage)) {
            return voter;
        }
        stopLocal();
        var started = LocalVoter.start(lineage, peer, founds, self, identity, pins, home, acceptance, world, options);
        local = started;
        return started;
    }

    private void stopLocal() {
        var voter = local;
        local = null;
        if (voter != null) {
            voter.stop();
        }
    }

    /** Puts the log into a group of one, in batches; again from the start if it was interrupted, which is harmless. */
    private void seed(LocalVoter voter, List<Bytes> log) {
        long until = world.nanos() + options.answerTimeout().multipliedBy(4).toNanos();
        await(voter::leads, until);
        while (!Folding.opened(voter.ledger(), voter.lineage)) {
            var before = voter.head();
            var rest = log.subList((int) Math.min(before.seq() + 1, log.size()), log.size());
            var batch = Exchange.fitting(rest, Exchange.ENTRIES_MAX);
            var outcome = answer(voter.propose(new Proposal(true, before, batch)), until);
            if (outcome instanceof Outcome.Unknown) {
                throw late();
            }
            if (voter.head().equals(before)) {
                throw Problem.of(
                        ProblemCode.STORED_STATE_IMPOSSIBLE, "the log is not good behind entry %s".formatted(before));
            }
        }
    }

    private void await(java.util.function.BooleanSupplier state, long until) {
        try {
            while (!state.getAsBoolean()) {
                if (world.nanos() - until > 0) {
                    throw late();
                }
                world.pause(java.time.Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late();
        }
    }

    private static Problem late() {
        return Problem.of(ProblemCode.OUTCOME_UNKNOWN, "the lineage is not open yet; open it again");
    }

    private Outcome answer(CompletableFuture<org.apache.ratis.protocol.RaftClientReply> reply, long until) {
        try {
            return LocalVoter.outcome(reply.get(Math.max(1, until - world.nanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(DEBUG, "no answer", e);
            return new Outcome.Unknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unknown();
        }
    }

    @Override
    public Outcome append(Hash lineage, Head expectedHead, Bytes entry) {
        if (entry.size() > metalplant.federation.encoding.Limits.ENTRY_BYTES_MAX) {
            return new Outcome.Conflict(expectedHead);
        }
        var proposal = new Proposal(false, expectedHead, List.of(entry));
        return bounded(() -> {
                    var voter = voter(lineage);
                    return voter != null && voter.leads()
                            ? answer(
                                    voter.propose(proposal),
                                    world.nanos() + options.answerTimeout().toNanos())
                            : remote.append(lineage, candidates(lineage, voter), proposal);
                })
                .orElse(new Outcome.Unknown());
    }

    /**
     * {@inheritDoc}
     *
     * <p>What the local voter has applied; without one, what the first voter that answers has applied. At most as much as one message holds.
     */
    @Override
    public List<Bytes> read(Hash lineage, long from, int max) {
        var voter = voter(lineage);
        if (voter != null && voter.isMember()) {
            return Exchange.fitting(voter.read(from, Math.min(max, Exchange.ENTRIES_MAX)), max);
        }
        return bounded(() -> remote.read(lineage, remotes(lineage, voter), new Exchange.Question(from, max)))
                .map(entries -> learned(lineage, from, entries))
                .orElse(List.of());
    }

    private synchronized List<Bytes> learned(Hash lineage, long from, List<Bytes> entries) {
        var voters = known.computeIfPresent(lineage, (_, before) -> before.after(entries));
        var voter = voter(lineage);
        if (voter != null && voter.isEnded() && voters != null && voters.has(voter.peer)) {
            waiting.execute(() -> startAgain(voter));
        }
        return entries;
    }

    /** The group let it go while voters changed, and the ledger says that it votes. */
    private synchronized void startAgain(LocalVoter ended) {
        if (local == ended && !home.isClosed(ended.lineage)) {
            stopLocal();
            running(ended.lineage, ended.peer, false);
        }
    }

    private @Nullable LocalVoter voter(Hash lineage) {
        var voter = local;
        return voter != null && voter.lineage.equals(lineage) ? voter : null;
    }

    /**
     * Who may lead. A voter that is asked in vain says who does, but as a Java object, which this process does not read from anybody; so
     * it is asked only if nobody here knows better.
     */
    private List<org.apache.ratis.protocol.RaftPeer> candidates(Hash lineage, @Nullable LocalVoter voter) {
        return voter != null && voter.isMember()
                ? voter.leader().map(List::of).orElse(List.of())
                : remotes(lineage, voter);
    }

    /** Whom to ask: the voters of the log as known here, and the group's own peers. */
    private synchronized List<org.apache.ratis.protocol.RaftPeer> remotes(Hash lineage, @Nullable LocalVoter voter) {
        if (home.isClosed(lineage)) {
            return List.of();
        }
        var peers = new java.util.TreeMap<String, org.apache.ratis.protocol.RaftPeer>();
        if (voter != null) {
            voter.peers().forEach(peer -> peers.put(peer.getId().toString(), peer));
        }
        for (var each : known.getOrDefault(lineage, LogVoters.NONE).voters()) {
            remote.raftPeer(each.peer()).ifPresent(peer -> peers.put(each.peer(), peer));
        }
        if (voter != null) {
            peers.remove(voter.peer);
        }
        return List.copyOf(peers.values());
    }

    /** Runs this on a thread of its own and gives up on it in time. */
    private <T> Optional<T> bounded(Callable<T> work) {
        if (!pending.tryAcquire()) {
            return Optional.empty();
        }
        var running = waiting.submit(() -> {
            try {
                return work.call();
            } finally {
                pending.release();
            }
        });
        try {
            return Optional.ofNullable(running.get(options.answerTimeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(DEBUG, "no answer", e);
            running.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public synchronized List<Bytes> close(Hash lineage) {
        home.close(lineage);
        if (voter(lineage) != null) {
            stopLocal();
        }
        return Remains.of(
                LocalVoter.directory(home, lineage), home.entries(lineage).resolveSibling("remains"), acceptance);
    }

    /** Whether the group let this plant's voter go. It asks the others from then on, and votes again only if the ledger says so. */
    public boolean isPutOut(Hash lineage) {
        return home.isPutOut(lineage);
    }

    /**
     * Whether a voter of the ledger has its vote already: from the entry on that names it, it still has to catch up. One that does not vote
     * here believes the ledger.
     */
    public boolean hasTakenIn(Hash lineage, String peer) {
        var voter = voter(lineage);
        return voter == null || !voter.isMember() || voter.hasTakenIn(peer);
    }

    /** The end of what the local voter has applied; empty if none runs. */
    public Optional<Head> applied(Hash lineage) {
        return Optional.ofNullable(voter(lineage)).map(LocalVoter::head);
    }

    /** Whether this id was drawn here and never voted. */
    public boolean isUnused(String peer) {
        return home.isUnused(peer);
    }

    /**
     * Forgets everything, as a lost disk does, of a plant that is in no federation any more. If it joins again, also the very same
     * lineage, it votes under a new id once the others have taken that in; under the old one it never does again (decision 8).
     */
    public synchronized void forget() {
        stopLocal();
        known.clear();
        home.forget();
    }

    /** Stops without a trace: a later {@code open} goes on where this was. */
    @Override
    public synchronized void close() {
        stopLocal();
        remote.forget();
        waiting.shutdownNow();
    }
}
