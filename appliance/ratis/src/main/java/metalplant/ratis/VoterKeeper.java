package metalplant.ratis;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.Ledger;
import metalplant.model.World;
import metalplant.ratis.trust.PeerNames;
import metalplant.ratis.trust.Pins;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the peers of the group to the voters of the ledger, on the leader. Ratis takes a new peer in only once that has caught up: until
 * then it is staged and has no vote.
 *
 * <pre>
 * an entry that changes voters is proposed   peers cover both sets: let it in
 *                                            they do not: bring the peers to a set that does, "not now" until they are there
 * the entry is applied                       peers := voters
 * no entry came in time                      peers := voters, as before
 * </pre>
 */
final class VoterKeeper {
    private static final System.Logger LOG = System.getLogger(VoterKeeper.class.getName());

    /**
     * Peers that an entry needs before it may be proposed.
     *
     * @param voters of the ledger for which it was asked: other entries may come first, and change nothing about it
     */
    private record Wanted(Set<String> peers, Set<String> voters, long until) {}

    private record Started(Set<String> voters, long at) {}

    private final RaftServer server;
    private final RaftGroupId group;
    private final Pins pins;
    private final World world;
    private final long patienceNanos;
    private final AtomicBoolean changing = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private final ClientId client = ClientId.randomId();

    @Nullable
    private volatile Wanted wanted;

    @Nullable
    private volatile Started started;

    VoterKeeper(RaftServer server, RaftGroupId group, Pins pins, World world, RatisOptions options) {
        this.server = server;
        this.group = group;
        this.pins = pins;
        this.world = world;
        this.patienceNanos = options.answerTimeout().multipliedBy(2).toNanos();
    }

    /** Why an entry that leads from one ledger to the other must wait, or empty if it need not. */
    Optional<String> notNow(Ledger before, Ledger after) {
        var peers = stablePeers();
        if (peers.isEmpty()) {
            return Optional.of("the voters are changing");
        }
        var old = names(voters(before));
        var next = names(voters(after));
        if (Quorums.cover(peers.get(), old) && Quorums.cover(peers.get(), next)) {
            return old.equals(next) && waits(peers.get(), old)
                    ? Optional.of("a new voter is being brought up to date")
                    : Optional.empty();
        }
        var fitting = Quorums.fitting(peers.get(), old, next);
        if (fitting.isEmpty()) {
            return Optional.of("no step leads from these voters to those: change one plant less");
        }
        if (!old.equals(next)) {
            wanted = new Wanted(fitting.get(), old, world.nanos() + patienceNanos);
        }
        return Optional.of("the voters are being prepared");
    }

    /**
     * Whether the peers are on their way to these voters, for a while: a voter that cannot be reached must not hold up a ledger for
     * which the others are enough.
     */
    private boolean waits(Set<String> peers, Set<String> voters) {
        if (peers.equals(voters)) {
            started = null;
            return false;
        }
        var change = started;
        if (change == null || !change.voters().equals(voters)) {
            change = new Started(voters, world.nanos());
            started = change;
        }
        return world.nanos() - change.at() < patienceNanos;
    }

    /** One step towards what should be; called often, from many threads. */
    void look(Ledger ledger) {
        if (ledger.state().isEmpty() || !changing.compareAndSet(false, true)) {
            return;
        }
        boolean asked = false;
        try {
            var peers = stablePeers();
            if (leads() && peers.isPresent()) {
                var target = target(ledger);
                asked = (!peers.get().equals(target) || addressesDiffer(ledger)) && change(ledger, target);
            }
        } finally {
            if (!asked) {
                changing.set(false);
            }
        }
    }

    private Set<String> target(Ledger ledger) {
        var voters = names(voters(ledger));
        var wish = wanted;
        if (wish != null && wish.voters().equals(voters) && world.nanos() - wish.until() < 0) {
            return wish.peers();
        }
        wanted = null;
        waits(ids(peersNow()), voters);
        return voters;
    }

    private boolean change(Ledger ledger, Set<String> target) {
        var current = peersNow();
        var next = new ArrayList<RaftPeer>();
        for (var peer : target) {
            var known = raftPeer(peer)
                    .or(() -> current.stream()
                            .filter(each -> each.getId().toString().equals(peer))
                            .findFirst());
            if (known.isEmpty()) {
                LOG.log(DEBUG, "voter waits peer={0}: nobody said where it is reached", peer);
                return false;
            }
            next.add(known.get());
        }
        LOG.log(INFO, "voters change head={0} from={1} to={2}", ledger.head(), ids(current), target);
        var arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setServersInNewConf(next)
                .setServersInCurrentConf(List.copyOf(current))
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .build();
        try {
            server.setConfigurationAsync(new SetConfigurationRequest(
                            client, server.getId(), group, calls.incrementAndGet(), arguments))
                    .whenComplete((_, _) -> changing.set(false));
            return true;
        } catch (IOException e) {
            LOG.log(DEBUG, "voters cannot change now", e);
            return false;
        }
    }

    private boolean addressesDiffer(Ledger ledger) {
        var current = peersNow();
        return voters(ledger).stream()
                .flatMap(voter -> raftPeer(voter.peer()).stream())
                .anyMatch(known -> current.stream()
                        .anyMatch(peer -> peer.getId().equals(known.getId())
                                && !peer.getAddress().equals(known.getAddress())));
    }

    /** How Ratis reaches this peer. */
    Optional<RaftPeer> raftPeer(String peer) {
        return PeerNames.plant(peer)
                .flatMap(pins::peer)
                .map(known -> RaftPeer.newBuilder()
                        .setId(peer)
                        .setAddress(known.address())
                        .build());
    }

    private boolean leads() {
        try {
            return server.getDivision(group).getInfo().isLeaderReady();
        } catch (IOException _) {
            return false;
        }
    }

    private Optional<Set<String>> stablePeers() {
        try {
            var peers = server.getDivision(group).getRaftConf();
            return peers.getPreviousPeers().isEmpty() ? Optional.of(ids(peers.getCurrentPeers())) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The peers of the group as they are now, old ones included while they change. */
    Collection<RaftPeer> peersNow() {
        try {
            return server.getDivision(group).getRaftConf().getAllPeers();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static Set<String> ids(Collection<RaftPeer> peers) {
        var ids = new TreeSet<String>();
        peers.forEach(peer -> ids.add(peer.getId().toString()));
        return ids;
    }

    private static Set<String> names(List<Voter> voters) {
        var names = new TreeSet<String>();
        voters.forEach(voter -> names.add(voter.peer()));
        return names;
    }

    private static List<Voter> voters(Ledger ledger) {
        return ledger.state().map(state -> state.epoch().voters()).orElse(List.of());
    }
}
