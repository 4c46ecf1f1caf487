package metalplant.ratis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which set of Raft peers may commit for which voters of the log. Ratis changes its peers beside the log, the ledger says who votes
 * inside of it; an entry may be proposed only while every majority of the peers contains a majority of the voters before it and
 * of the voters behind it (invariant I7).
 */
final class Quorums {
    private Quorums() {}

    /** Whether each majority of {@code peers} contains a majority of {@code voters}. */
    static boolean cover(Set<String> peers, Set<String> voters) {
        long strangers = peers.stream().filter(peer -> !voters.contains(peer)).count();
        return majority(peers) - strangers >= majority(voters);
    }

    /** The peers under which both sets are covered; the first of what is there, either set, what they share, and both together. */
    static Optional<Set<String>> fitting(Set<String> peers, Set<String> before, Set<String> after) {
        var shared = new HashSet<>(before);
        shared.retainAll(after);
        var both = new HashSet<>(before);
        both.addAll(after);
        var candidates = new ArrayList<>(List.of(peers, before, after, shared, both));
        return candidates.stream()
                .filter(set -> !set.isEmpty() && cover(set, before) && cover(set, after))
                .findFirst();
    }

    private static int majority(Set<String> peers) {
        return peers.size() / 2 + 1;
    }
}
