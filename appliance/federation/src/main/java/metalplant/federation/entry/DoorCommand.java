package metalplant.federation.entry;

import java.util.List;
import metalplant.federation.encoding.Kind;

/** Keys with which clients sign at the door of the federation. Nobody reads them here but the members they are sealed to. */
public sealed interface DoorCommand extends Command {
    /**
     * A new set of keys, sealed to every member.
     *
     * @param number one more than that of the last set; 1 = the first
     * @param sealed in the order of the plants, one for each member
     * @param atOnce whether the set before ends with this entry instead of after an overlap
     */
    @Kind(50)
    record DoorKeySet(long number, List<SealedKeys> sealed, boolean atOnce) implements DoorCommand {}

    /** The present set for one member more, which joined after it was made. */
    @Kind(51)
    record DoorKeyShare(long number, SealedKeys sealed) implements DoorCommand {}
}
