package metalplant.federation.entry;

import metalplant.federation.encoding.Kind;
import metalplant.federation.value.PlantId;

/** The witness: it votes, and is nothing else. It writes no entries, holds no blocks and is the home of nothing. */
public sealed interface WitnessCommand extends Command {
    /** A witness stands by. It votes as soon as two plants do, by a {@code VoterSet} as every voter. */
    @Kind(70)
    record WitnessAdd(MemberRecord witness) implements WitnessCommand {}

    /** The witness goes: it is nothing any more once it does not vote. */
    @Kind(71)
    record WitnessRemove(PlantId witness) implements WitnessCommand {}
}
