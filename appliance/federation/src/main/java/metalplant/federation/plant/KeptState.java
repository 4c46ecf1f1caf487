package metalplant.federation.plant;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.invite.Invite;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * What a plant keeps of its {@link PlantState}: everything that cannot be had from entries, which are kept beside it one by one. So
 * it stays small whatever the ledger says, and the ledger is folded anew at each start. What lives in memory only is left out.
 *
 * <p>The components never change once released. A new shape is a new record with the next format number; a release reads its own
 * format and the one before, and writes the one before until the upgrade is committed.
 *
 * @param head end of the ledger that belongs to it
 * @see "docs/adr/0014"
 */
public record KeptState(
        MemberRecord self,
        String peer,
        Phase phase,
        Head head,
        Optional<Join> join,
        Optional<Host> host,
        Optional<Pending> pending,
        List<Promise> promises,
        List<Leaving> leaving,
        List<Order> orders,
        List<OpenInvite> invites,
        List<Waited> waited,
        boolean diverged) {
    /** Of the bytes that {@link #bytes} gives. */
    public static final int FORMAT = 1;

    /** {@link Joiner} without the ledger that it reads. */
    public record Join(
            Invite invite,
            List<PoolSpec> bring,
            Phase apart,
            long welcomedTo,
            Head candidate,
            Optional<JoinPlan> plan,
            long elapsedMillis) {}

    /** One line of the {@link InviteBook}. */
    public record OpenInvite(UUID joinId, Hash secret, int wrongTries, long leftMillis, Optional<PlantId> owner) {}

    /** How long was waited behind a fence proof. */
    public record Waited(PlantId plant, long millis) {}

    /** What is durable of this state. */
    public static KeptState of(PlantState state) {
        return new KeptState(
                state.self(),
                state.peer(),
                state.phase(),
                state.ledger().head(),
                state.joiner().map(KeptState::join),
                state.host(),
                state.pending(),
                state.promises(),
                state.leaving(),
                state.orders(),
                state.invites().pending().pairs().stream()
                        .map(pair -> invite(pair.key(), pair.value()))
                        .toList(),
                state.waited().pairs().stream()
                        .map(pair -> new Waited(pair.key(), pair.value()))
                        .toList(),
                state.diverged());
    }

    private static Join join(Joiner joiner) {
        return new Join(
                joiner.invite(),
                joiner.bring(),
                joiner.apart(),
                joiner.welcomedTo(),
                joiner.candidate().head(),
                joiner.plan(),
                joiner.elapsedMillis());
    }

    private static OpenInvite invite(UUID joinId, InviteBook.Pending pending) {
        return new OpenInvite(joinId, pending.secret(), pending.wrongTries(), pending.leftMillis(), pending.owner());
    }

    /** Its one and only form; @throws metalplant.federation.encoding.Malformed if a part of it is above the limits */
    public byte[] bytes() {
        return CanonicalForm.encode(this);
    }

    /** The state that has these bytes; @throws metalplant.federation.encoding.Malformed if there is none */
    public static KeptState read(byte[] bytes) {
        return CanonicalForm.decode(KeptState.class, bytes);
    }

    /**
     * The state again, as after a start.
     *
     * @param ledger folded from the entries, with this {@link #head}
     * @param candidate of a join that is under way; ignored without one
     * @param candidateEntries what {@code candidate} was folded from
     */
    public PlantState revived(Ledger ledger, Ledger candidate, SortedTree<Long, Bytes> candidateEntries) {
        return new PlantState(
                self,
                peer,
                phase,
                ledger,
                join.map(each -> new Joiner(
                        each.invite(),
                        each.bring(),
                        each.apart(),
                        each.welcomedTo(),
                        candidate,
                        candidateEntries,
                        each.plan(),
                        each.elapsedMillis())),
                host,
                pending,
                promises,
                leaving,
                orders,
                book(),
                waits(),
                diverged,
                SortedTree.empty(),
                -1,
                SortedTree.empty(),
                -1,
                Optional.empty(),
                SortedTree.empty());
    }

    private InviteBook book() {
        SortedTree<UUID, InviteBook.Pending> open = SortedTree.empty();
        for (var each : invites) {
            open = open.with(
                    each.joinId(),
                    new InviteBook.Pending(each.secret(), each.wrongTries(), each.leftMillis(), each.owner()));
        }
        return new InviteBook(open);
    }

    private SortedTree<PlantId, Long> waits() {
        SortedTree<PlantId, Long> tree = SortedTree.empty();
        for (var each : waited) {
            tree = tree.with(each.plant(), each.millis());
        }
        return tree;
    }
}
