package metalplant.ratis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.ratis.Exchange.Proposal;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a committed proposal does: it is folded with the product's own rules, and kept if they take it. A proposal that they refuse stays
 * in the Raft log without an effect, on every voter alike. One that this software is too old for ends the folding here, not the voting:
 * nothing behind it is applied or purged until newer software starts.
 */
final class LedgerMachine extends BaseStateMachine {
    private static final System.Logger LOG = System.getLogger(LedgerMachine.class.getName());

    private final Hash lineage;
    private final Path file;
    private final Acceptance acceptance;
    private final Watcher watcher;
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private volatile Ledger ledger = Ledger.EMPTY;
    private volatile String stopped = "";
    private volatile boolean logFailed;

    @Nullable
    private EntryFile entries;

    /** Whoever is told; none of these may block. */
    interface Watcher {
        /** Why this proposal cannot be decided now, or empty if it can. Asked on the leader only. */
        Optional<String> notNow(Ledger before, Ledger after, Proposal proposal);

        /** The ledger grew, or another voter leads. */
        void changed();

        /** The peers of the group changed; {@code member} tells whether this one is among them. */
        void peers(boolean member);

        /** Ratis ended this voter by itself: its log failed, or the others say that it is none of them. */
        void ended(boolean logFailed);
    }

    LedgerMachine(Hash lineage, Path file, Acceptance acceptance, Watcher watcher) {
        this.lineage = lineage;
        this.file = file;
        this.acceptance = acceptance;
        this.watcher = watcher;
    }

    /** Everything applied so far. */
    Ledger ledger() {
        return ledger;
    }

    /** Why nothing is applied any more, or "". */
    String stopped() {
        return stopped;
    }

    List<Bytes> read(long from, int max) {
        var open = entries;
        return open == null ? List.of() : open.from(from, max);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        storage.init(raftStorage);
        getLifeCycle().startAndTransition(this::load);
    }

    /** Ratis pauses a machine while it puts another voter's snapshot in its place. */
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public synchronized void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        getLifeCycle().startAndTransition(this::load);
    }

    private synchronized void load() throws IOException {
        close();
        ledger = Ledger.EMPTY;
        stopped = "";
        var snapshot = storage.getLatestSnapshot();
        if (snapshot == null) {
            entries = EntryFile.empty(file);
            setLastAppliedTermIndex(TermIndex.INITIAL_VALUE);
            return;
        }
        var path = snapshot.getFile().getPath();
        if (snapshot.getFile().getFileDigest() != null) {
            MD5FileUtil.verifySavedMD5(path.toFile(), snapshot.getFile().getFileDigest());
        }
        var loaded = EntryFile.from(path, file);
        entries = loaded;
        loaded.forEach(this::fold);
        setLastAppliedTermIndex(TermIndex.valueOf(snapshot.getTerm(), snapshot.getIndex()));
    }

    /** An entry of a snapshot, checked as all others: it may have come from another voter. */
    private void fold(Bytes entry) throws IOException {
        var folding = Folding.of(ledger, ledger.head(), entry, acceptance);
        if (!folding.taken()) {
            throw new IOException("the snapshot has an entry behind %s that is not good: %s"
                    .formatted(ledger.head(), folding.stopped()));
        }
        ledger = folding.ledger();
    }

    @Override
    public synchronized void close() throws IOException {
        var open = entries;
        entries = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public synchronized long takeSnapshot() throws IOException {
        var last = getLastAppliedTermIndex();
        var open = entries;
        if (open == null || last == null || last.getIndex() <= 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        var target = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        var draft = target.resolveSibling(target.getFileName() + ".tmp");
        open.copyTo(draft);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        var sum = MD5FileUtil.computeAndSaveMd5ForFile(target.toFile());
        storage.updateLatestSnapshot(
                new SingleFileSnapshotInfo(new FileInfo(target, sum), last.getTerm(), last.getIndex()));
        LOG.log(INFO, "snapshot written lineage={0} entries={1}", lineage, Integer.toString(open.count()));
        return last.getIndex();
    }

    /** On the leader, before anything is written: what cannot have an effect does not get into the log. */
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        var context = TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .build();
        Exchange.proposal(request.getMessage().getContent())
                .flatMap(this::answerAtOnce)
                .or(() -> Exchange.proposal(request.getMessage().getContent()).isPresent()
                        ? Optional.empty()
                        : Optional.of(new Refusal(new Outcome.Conflict(ledger.head()), "no proposal")))
                .ifPresent(context::setException);
        return context;
    }

    /** The answer of a leader that wrote nothing; travels as text. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(Outcome outcome, String why) {
            super(Refusals.text(outcome, why), null, false, false);
        }
    }

    private Optional<Refusal> answerAtOnce(Proposal proposal) {
        var before = ledger;
        if (!stopped.isEmpty()) {
            return unknown("this voter is too old: " + stopped);
        }
        if (proposal.opening() == Folding.opened(before, lineage)) {
            return proposal.opening()
                    ? Optional.of(new Refusal(new Outcome.Conflict(before.head()), "opened before"))
                    : unknown("not opened yet");
        }
        if (proposal.opening()) {
            return watcher.notNow(before, before, proposal).map(why -> new Refusal(new Outcome.Unknown(), why));
        }
        var folding = Folding.of(before, proposal.expected(), proposal.entries().getFirst(), acceptance);
        if (folding.taken()) {
            return watcher.notNow(before, folding.ledger(), proposal)
                    .map(why -> new Refusal(new Outcome.Unknown(), why));
        }
        boolean ahead = proposal.expected().seq() > before.head().seq();
        return ahead ? unknown("this leader is not so far yet") : Optional.of(new Refusal(folding.answer(), "decided"));
    }

    private static Optional<Refusal> unknown(String why) {
        return Optional.of(new Refusal(new Outcome.Unknown(), why));
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        var entry = context.getLogEntry();
        var proposal = Exchange.proposal(entry.getStateMachineLogEntry().getLogData());
        try {
            var outcome = apply(proposal, entry.getTerm(), entry.getIndex());
            watcher.changed();
            return CompletableFuture.completedFuture(Exchange.message(outcome));
        } catch (IOException e) {
            throw new UncheckedIOException("an entry cannot be kept", e);
        }
    }

    private synchronized Outcome apply(Optional<Proposal> proposal, long term, long index) throws IOException {
        Outcome outcome = new Outcome.Conflict(ledger.head());
        var open = entries;
        if (!stopped.isEmpty() || open == null) {
            return new Outcome.Unknown();
        }
        if (proposal.isPresent()) {
            var expected = proposal.get().expected();
            for (var bytes : proposal.get().entries()) {
                var folding = Folding.of(ledger, expected, bytes, acceptance);
                outcome = folding.answer();
                if (!folding.stopped().isEmpty()) {
                    stop(folding.stopped());
                    return outcome;
                }
                if (folding.taken()) {
                    open.add(bytes);
                    ledger = folding.ledger();
                }
                expected = ledger.head();
            }
        }
        updateLastAppliedTermIndex(term, index);
        return outcome;
    }

    private void stop(String why) {
        stopped = why;
        LOG.log(ERROR, "ledger stops lineage={0} head={1}: newer software wrote {2}", lineage, ledger.head(), why);
    }

    @Override
    public synchronized void notifyTermIndexUpdated(long term, long index) {
        if (stopped.isEmpty()) {
            super.notifyTermIndexUpdated(term, index);
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        var question = Exchange.question(request.getContent());
        var answer = question.map(asked ->
                        Exchange.fitting(read(asked.from(), Math.min(asked.max(), Exchange.ENTRIES_MAX)), asked.max()))
                .orElse(List.of());
        return CompletableFuture.completedFuture(Exchange.message(answer));
    }

    @Override
    public void notifyLeaderReady() {
        watcher.changed();
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto peers) {
        var me = getId();
        boolean member = me == null
                || peers.getPeersList().stream().anyMatch(peer -> peer.getId().equals(me.toByteString()))
                || peers.getOldPeersList().stream()
                        .anyMatch(peer -> peer.getId().equals(me.toByteString()));
        watcher.peers(member);
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
        logFailed = true;
        LOG.log(
                ERROR,
                "log of the voter failed lineage={0}: nothing is acknowledged until it is started again",
                lineage,
                cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean whole) {
        if (!whole) {
            watcher.ended(logFailed);
        }
    }
}
