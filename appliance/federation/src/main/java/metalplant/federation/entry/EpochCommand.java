package metalplant.federation.entry;

import java.util.List;
import metalplant.federation.encoding.Kind;
import metalplant.federation.value.PlantId;

/** Who decides what is committed. */
public sealed interface EpochCommand extends Command {
    /** The voters, changed by at most one plant against before (invariant I7). */
    @Kind(20)
    record VoterSet(List<Voter> voters) implements EpochCommand {}

    /**
     * Break-glass: a new lineage with one voter. Signed by the recovery key and the survivor.
     *
     * @param peer the survivor's id in the new group of the carrier
     * @param remembers the survivor was a voter, and not restored since: it has everything that was committed, and knows
     *     everything that it signed
     * @param evidence what the survivor signed away out of its reserve without having seen it committed
     */
    @Kind(21)
    record EpochBump(PlantId survivor, String peer, boolean remembers, List<Evidence> evidence)
            implements EpochCommand {}

    /**
     * A plant that follows into the new lineage tells what it signed away before; its reserve may be used again. A plant that owes
     * nothing says by it, behind a fence, that it stands in this ledger and has nothing in use of what the fenced plant had.
     */
    @Kind(22)
    record ReserveAttest(PlantId plant, List<Evidence> evidence) implements EpochCommand {}

    /**
     * A plant that was restored around a break-glass has forgotten what it signed: an operator has looked at all sites, also at
     * those of plants that were put out and are not fenced, and says what is in use. Signed by the recovery key, because nobody else
     * can know.
     *
     * @param plant the one that forgot: the survivor itself, or one that followed it
     */
    @Kind(23)
    record InventoryAccept(PlantId plant, List<Evidence> inUse) implements EpochCommand {}
}
