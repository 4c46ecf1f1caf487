package metalplant.federation.plant;

import java.util.List;
import java.util.UUID;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.invite.Invite;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** What a plant is told. */
public sealed interface Event {
    /** Some time has passed. */
    record Tick() implements Event {}

    /** The process began to run; nothing that only lived in memory is left. */
    record Started() implements Event {}

    /**
     * Another plant said something.
     *
     * @param from authenticated by the link
     */
    record Received(PlantId from, Message message) implements Event {}

    /** The carrier answered an append. */
    record Appended(Hash lineage, Hash entry, Carrier.Outcome outcome) implements Event {}

    /** The entries of the last step are in the database, with all that follows from them: what waits need not wait for a tick. */
    record Kept() implements Event {}

    /** The carrier answered a read, or somebody carried a file here. */
    record Offered(List<Bytes> entries) implements Event {}

    /**
     * The database is a restored one.
     *
     * @param peer id of the carrier's voter here from now on
     */
    record Restored(Incarnation incarnation, String peer) implements Event {}

    /** What an operator wants. */
    sealed interface Operator extends Event {}

    /** Found a federation. */
    record Found(UUID federation, Signer recovery, List<PoolSpec> brought) implements Operator {}

    /** Give out an invite. */
    record MakeInvite(Invite invite) implements Operator {}

    /**
     * Take an invite.
     *
     * @param peer id of the carrier's voter here from now on; one that never voted in that federation
     */
    record Join(Invite invite, List<PoolSpec> bring, String peer) implements Operator {}

    /** Accept the plan that was shown. */
    record AcceptPlan(Hash plan) implements Operator {}

    record Abort() implements Operator {}

    record Drain() implements Operator {}

    /** Leave without telling anybody, because nobody can be told. */
    record LeaveAlone() implements Operator {}

    /** Anything that becomes one entry. */
    record Want(UUID request, Command command) implements Operator {}

    /** Something that an operator confirms with the recovery words: an inventory, or that a restored plant is the only one. */
    record Confirm(Signer recovery, Command command) implements Operator {}

    /** Hand an empty range to another plant. */
    record MoveRange(Range range, PlantId to) implements Operator {}

    /**
     * The other voters are gone for good.
     *
     * @param recovery made from the words on paper
     * @param acknowledged what {@link Carrier#close} gave
     */
    record BreakGlass(Signer recovery, List<Bytes> acknowledged, String peer) implements Operator {}
}
