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

/**
 * Brings the peers of the group to the voters of the ledger, on the leader. Ratis takes a new peer in only once that has caught up: until
 * then it is staged and has no vote. Which set that is, {@link PeerAim} says.
 */
final class VoterKeeper {
    private static final System.Logger LOG = System.getLogger(VoterKeeper.class.getName());

    private final RaftServer server;
    private final RaftGroupId group;
    private final Pins pins;
    private final PeerAim aim;
    private final AtomicBoolean changing = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private final ClientId client = ClientId.randomId();

    VoterKeeper(RaftServer server, RaftGroupId group, Pins pins, World world, RatisOptions options) {
        this.server = server;
        this.group = group;
        this.pins = pins;
        this.aim = new PeerAim(world, options.answerTimeout().multipliedBy(2));
    }

    /** Why an entry that leads from one ledger to the other must wait, or empty if it need not. */
    Optional<String> notNow(Ledger before, Ledger after) {
        var peers = stablePeers();
        return peers.isEmpty()
                ? Optional.of("the voters are changing")
                : aim.notNow(peers.get(), names(voters(before)), names(voters(after)));
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
                var target = aim.target(peers.get(), names(voters(ledger)));
                asked = (!peers.get().equals(target) || addressesDiffer(ledger)) && change(ledger, target);
            }
        } finally {
            if (!asked) {
                changing.set(false);
            }
        }
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

    /** The peers of the group, unless they are changing. */
    Optional<Set<String>> stablePeers() {
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
