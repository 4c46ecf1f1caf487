package metalplant.ratis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.entry.Head;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.ratis.Exchange.Proposal;
import metalplant.ratis.trust.LedgerDoor;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Peer;
import metalplant.ratis.trust.Pins;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;

/** This plant's Raft server in one lineage: running from {@code start} to {@code stop}. */
final class LocalVoter implements LedgerMachine.Watcher {
    private static final System.Logger LOG = System.getLogger(LocalVoter.class.getName());

    final Hash lineage;
    final String peer;
    private final Peer self;
    private final PeerHome home;
    private final World world;
    private final RatisOptions options;
    private final LedgerMachine machine;
    private final LedgerDoor door;
    private final RaftGroupId group;
    private final RaftServer server;
    private final VoterKeeper keeper;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean stopped;
    private volatile boolean wasMember;
    private volatile boolean ended;

    private LocalVoter(
            Hash lineage,
            String peer,
            boolean founds,
            Peer self,
            MeshIdentity identity,
            Pins pins,
            PeerHome home,
            Acceptance acceptance,
            World world,
            RatisOptions options)
            throws IOException {
        this.lineage = lineage;
        this.peer = peer;
        this.self = self;
        this.home = home;
        this.world = world;
        this.options = options;
        this.group = group(lineage);
        this.machine = new LedgerMachine(lineage, home.entries(lineage), acceptance, this);
        this.door = new LedgerDoor(pins, peer, world);
        this.server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(peer))
                .setGroup(founds ? RaftGroup.valueOf(group, raftSelf()) : RaftGroup.valueOf(group))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(RaftSetup.properties(home.raft(lineage), self, options))
                .setParameters(RaftSetup.parameters(identity, pins, door))
                .setStateMachine(machine)
                .build();
        this.keeper = new VoterKeeper(server, group, pins, world, options);
    }

    /**
     * Starts it.
     *
     * @param founds whether the group begins with this voter alone; if not, it waits until a leader takes it in
     * @throws Problem STORED_STATE_IMPOSSIBLE if its log or snapshot is damaged or its port is taken
     */
    static LocalVoter start(
            Hash lineage,
            String peer,
            boolean founds,
            Peer self,
            MeshIdentity identity,
            Pins pins,
            PeerHome home,
            Acceptance acceptance,
            World world,
            RatisOptions options) {
        LocalVoter voter = null;
        try {
            voter = new LocalVoter(lineage, peer, founds, self, identity, pins, home, acceptance, world, options);
            voter.server.start();
            // Ratis opens its files in the background: this waits for them, and fails if they are damaged.
            voter.server.getDivision(voter.group);
            voter.tick();
            LOG.log(
                    INFO,
                    "voter started lineage={0} peer={1} head={2}",
                    lineage,
                    peer,
                    voter.ledger().head());
            return voter;
        } catch (IOException | RuntimeException | AssertionError e) {
            if (voter != null) {
                voter.stop();
            }
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "the voter of lineage %s cannot start: damaged files, or %s is taken"
                                    .formatted(lineage, self.address()))
                    .because(e);
        }
    }

    static RaftGroupId group(Hash lineage) {
        var sum = lineage.sum().toArray();
        var halves = java.nio.ByteBuffer.wrap(sum);
        return RaftGroupId.valueOf(new java.util.UUID(halves.getLong(), halves.getLong()));
    }

    private RaftPeer raftSelf() {
        return RaftPeer.newBuilder().setId(peer).setAddress(self.address()).build();
    }

    private void tick() {
        if (!stopped) {
            lookAtVoters();
            world.after(options.tick(), this::tick);
        }
    }

    private void lookAtVoters() {
        var ledger = machine.ledger();
        if (!stopped && Folding.opened(ledger, lineage)) {
            keeper.look(ledger);
        }
    }

    Ledger ledger() {
        return machine.ledger();
    }

    List<RaftPeer> peers() {
        return List.copyOf(keeper.peersNow());
    }

    Optional<RaftPeer> raftPeer(String name) {
        return name.equals(peer) ? Optional.of(raftSelf()) : keeper.raftPeer(name);
    }

    /** Whether the group has taken this voter in, as far as it knows. */
    boolean isMember() {
        return !ended
                && keeper.peersNow().stream()
                        .anyMatch(each -> each.getId().toString().equals(peer));
    }

    /** Whether this peer votes in the group, and the group is not changing. */
    boolean hasTakenIn(String name) {
        return keeper.stablePeers().filter(peers -> peers.contains(name)).isPresent();
    }

    /** The leader as this voter knows it, if it is another one. */
    Optional<RaftPeer> leader() {
        try {
            var known = server.getDivision(group).getInfo().getLeaderId();
            return peers().stream().filter(peer -> peer.getId().equals(known)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean leads() {
        try {
            return server.getDivision(group).getInfo().isLeaderReady();
        } catch (IOException _) {
            return false;
        }
    }

    List<Bytes> read(long from, int max) {
        return machine.read(from, max);
    }

    /** Hands a proposal to this voter, which must lead. */
    CompletableFuture<RaftClientReply> propose(Proposal proposal) {
        try {
            return server.submitClientRequestAsync(RaftClientRequest.newBuilder()
                    .setClientId(client)
                    .setServerId(server.getId())
                    .setGroupId(group)
                    .setCallId(calls.incrementAndGet())
                    .setMessage(Exchange.message(proposal))
                    .setType(RaftClientRequest.writeRequestType())
                    .build());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Plants that are pinned no longer hear and say nothing more. */
    void pinsChanged() {
        door.pinsChanged();
        for (var each : keeper.peersNow()) {
            if (!each.getId().toString().equals(peer)) {
                server.getServerRpc().handleException(each.getId(), new IOException("pins changed"), true);
            }
        }
    }

    /** Idempotent. Behind it this voter acknowledges nothing. */
    void stop() {
        stopped = true;
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(WARNING, "voter stopped with an error lineage={0}", lineage, e);
        }
    }

    @Override
    public Optional<String> notNow(Ledger before, Ledger after, Proposal proposal) {
        if (proposal.opening()) {
            var peers = keeper.peersNow();
            boolean alone = peers.size() == 1
                    && peers.iterator().next().getId().toString().equals(peer);
            return alone ? Optional.empty() : Optional.of("this group was opened by another plant");
        }
        var answer = keeper.notNow(before, after);
        if (answer.isPresent()) {
            world.after(java.time.Duration.ZERO, this::lookAtVoters);
        }
        return answer;
    }

    @Override
    public void changed() {
        world.after(java.time.Duration.ZERO, this::lookAtVoters);
    }

    @Override
    public void peers(boolean member) {
        if (wasMember && !member) {
            putOut();
        } else if (member) {
            home.takenIn(lineage);
        }
        wasMember = member;
    }

    /**
     * Ratis ends a voter whose log cannot be written, or that heard from the others that it is none of them. The second may be a mistake
     * that heals: see {@link RatisCarrier}.
     */
    @Override
    public void ended(boolean logFailed) {
        if (stopped) {
            return;
        }
        ended = true;
        if (logFailed) {
            LOG.log(ERROR, "voter ended by an error lineage={0} peer={1}: start it again", lineage, peer);
        } else {
            putOut();
        }
    }

    /** Whether Ratis ended it; only a new one votes. */
    boolean isEnded() {
        return ended;
    }

    private void putOut() {
        LOG.log(WARNING, "voter was put out lineage={0} peer={1}", lineage, peer);
        home.putOut(lineage);
    }

    /** Where the log of a lineage lies. */
    static java.nio.file.Path directory(PeerHome home, Hash lineage) {
        return home.raft(lineage).resolve(group(lineage).getUuid().toString());
    }

    /** The end of what is applied here. */
    Head head() {
        return machine.ledger().head();
    }

    /** What a reply says, as far as it says anything. */
    static Outcome outcome(RaftClientReply reply) {
        if (reply.isSuccess()) {
            return Exchange.outcome(reply.getMessage().getContent()).orElse(new Outcome.Unknown());
        }
        var refusal = reply.getStateMachineException();
        return refusal == null
                ? new Outcome.Unknown()
                : Refusals.outcome(String.valueOf(refusal.getMessage())).orElse(new Outcome.Unknown());
    }
}
