package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.invite.Invite;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.SortedTree;

/**
 * What a joining plant knows of the federation that it is not in yet.
 *
 * @param apart where it goes if nothing comes of it
 * @param welcomedTo the ledger goes at least this far; -1 = not welcomed yet
 * @param candidate the ledger of that federation as far as it was read and verified
 * @param elapsedMillis since the invite was taken, by the steady clock
 */
public record Joiner(
        Invite invite,
        List<PoolSpec> bring,
        Phase apart,
        long welcomedTo,
        Ledger candidate,
        SortedTree<Long, Bytes> entries,
        Optional<JoinPlan> plan,
        long elapsedMillis) {
    static Joiner of(Invite invite, List<PoolSpec> bring, Phase apart) {
        return new Joiner(invite, bring, apart, -1, Ledger.EMPTY, SortedTree.empty(), Optional.empty(), 0);
    }

    Joiner welcomed(long seq) {
        return new Joiner(invite, bring, apart, Math.max(seq, welcomedTo), candidate, entries, plan, elapsedMillis);
    }

    Joiner read(Ledger further, SortedTree<Long, Bytes> more) {
        return new Joiner(invite, bring, apart, welcomedTo, further, more, plan, elapsedMillis);
    }

    Joiner planned(JoinPlan made) {
        return new Joiner(invite, bring, apart, welcomedTo, candidate, entries, Optional.of(made), elapsedMillis);
    }

    Joiner aged(long millis) {
        return new Joiner(invite, bring, apart, welcomedTo, candidate, entries, plan, elapsedMillis + millis);
    }

    boolean atHead() {
        return welcomedTo >= 0 && candidate.head().seq() >= welcomedTo;
    }
}
