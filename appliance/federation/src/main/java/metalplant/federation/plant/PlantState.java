package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * Everything one plant knows. Durable but for {@code contacts} and what stands behind it, which {@link Event.Started} empties.
 *
 * @param self what the plant says of itself, with its present incarnation
 * @param peer id of the carrier's voter here
 * @param promises what it signed away and the ledger has not decided
 * @param leaving ranges that it uses no more
 * @param waited per evicted and fenced plant, how long it was waited for it by the steady clock, in milliseconds
 * @param diverged another lineage was seen that does not contain this plant's
 * @param lastTick on the steady clock; -1 = none since the start
 * @param told per evicted plant, when the ledger last took in that something of it was seen, on the steady clock
 * @param countedAt up to when {@code waited} was counted, on the steady clock; -1 = not since the start
 * @param halted what the next entry needs, if this software is too old for it: the mirror stands still, all else goes on
 * @param greeted what was last said to each other plant
 */
public record PlantState(
        MemberRecord self,
        String peer,
        Phase phase,
        Ledger ledger,
        Optional<Joiner> joiner,
        Optional<Host> host,
        Optional<Pending> pending,
        List<Promise> promises,
        List<Leaving> leaving,
        List<Order> orders,
        InviteBook invites,
        SortedTree<PlantId, Long> waited,
        boolean diverged,
        SortedTree<PlantId, Contact> contacts,
        long lastTick,
        SortedTree<PlantId, Long> told,
        long countedAt,
        Optional<String> halted,
        SortedTree<PlantId, Greeting> greeted) {
    /** Orders that wait at one time. */
    public static final int ORDERS_MAX = 64;

    /** Contacts that are remembered. */
    public static final int CONTACTS_MAX = 512;

    /** A plant on its own. */
    public static PlantState standalone(MemberRecord self, String peer) {
        return new PlantState(
                self,
                peer,
                Phase.STANDALONE,
                Ledger.EMPTY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                InviteBook.NONE,
                SortedTree.empty(),
                false,
                SortedTree.empty(),
                -1,
                SortedTree.empty(),
                -1,
                Optional.empty(),
                SortedTree.empty());
    }

    public PlantId me() {
        return self.plant();
    }

    /** What the ledger says; only in a federation. */
    public FederationState federation() {
        return ledger.folded();
    }

    /**
     * Whether what this plant knows of the ledger is what is decided: a majority of the voters was heard of just now.
     *
     * @param steadyMillis now
     */
    public boolean inTouch(long steadyMillis) {
        if (!phase.inFederation() || ledger.state().isEmpty() || diverged || halted.isPresent()) {
            return false;
        }
        var epoch = federation().epoch();
        long heard = epoch.voters().stream()
                .filter(voter -> voter.plant().equals(me())
                        || contacts.get(voter.plant())
                                .filter(contact -> contact.isNow(steadyMillis, epoch.lineage()))
                                .isPresent())
                .count();
        return heard > epoch.voters().size() / 2;
    }

    Incarnation incarnation() {
        return self.incarnation();
    }
}
