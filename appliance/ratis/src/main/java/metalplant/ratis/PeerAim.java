package metalplant.ratis;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * Which peers the group should have, and which entries must wait until it has them. Sets are names of peers. Thread-safe.
 *
 * <pre>
 * an entry that changes voters is proposed   peers cover both sets: let it in
 *                                            they do not: aim at a set that does, "not now" until it is there
 * other entries come first                   the aim stays
 * the entry is applied                       aim at the voters
 * no entry came in time                      aim at the voters, as before
 * </pre>
 */
final class PeerAim {
    /**
     * Peers that an entry needs before it may be proposed.
     *
     * @param voters of the ledger for which it was asked: other entries may come first, and change nothing about it
     */
    private record Wanted(Set<String> peers, Set<String> voters, long until) {}

    /** Since when the peers are on their way to these voters. */
    private record Started(Set<String> voters, long at) {}

    private final World world;
    private final long patienceNanos;

    @Nullable
    private Wanted wanted;

    @Nullable
    private Started started;

    /** @param patience for which a set of peers is held ready for an entry, and for which entries wait for a new voter */
    PeerAim(World world, Duration patience) {
        this.world = world;
        this.patienceNanos = patience.toNanos();
    }

    /** Why an entry that leads from some voters to others must wait, or empty if it need not. */
    synchronized Optional<String> notNow(Set<String> peers, Set<String> before, Set<String> after) {
        if (Quorums.cover(peers, before) && Quorums.cover(peers, after)) {
            return before.equals(after) && waits(peers, before)
                    ? Optional.of("a new voter is being brought up to date")
                    : Optional.empty();
        }
        var fitting = Quorums.fitting(peers, before, after);
        if (fitting.isEmpty()) {
            return Optional.of("no step leads from these voters to those: change one plant less");
        }
        if (!before.equals(after)) {
            wanted = new Wanted(fitting.get(), before, world.nanos() + patienceNanos);
        }
        return Optional.of("the voters are being prepared");
    }

    /** The peers to have now, while the ledger says that these vote. */
    synchronized Set<String> target(Set<String> peers, Set<String> voters) {
        var wish = wanted;
        if (wish != null && wish.voters().equals(voters) && world.nanos() - wish.until() < 0) {
            return wish.peers();
        }
        wanted = null;
        waits(peers, voters);
        return voters;
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
}
