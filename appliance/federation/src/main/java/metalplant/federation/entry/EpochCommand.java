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

    /** A plant that follows into the new lineage tells what it signed away before; its reserve may be used again. */
    @Kind(22)
    record ReserveAttest(PlantId plant, List<Evidence> evidence) implements EpochCommand {}

    /**
     * After a break-glass by a plant that was restored: an operator has looked at all sites and says what is in use. Signed by the
     * recovery key, because nobody else can know.
     */
    @Kind(23)
    record InventoryAccept(PlantId survivor, List<Evidence> inUse) implements EpochCommand {}
}
