package metalplant.federation.witness;

import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;

/**
 * The one witness of a federation.
 *
 * @param leaving it shall vote no more, and is forgotten then
 */
public record Witness(MemberRecord record, boolean leaving) {
    public PlantId plant() {
        return record.plant();
    }

    /** Whether it may be made a voter. */
    public boolean mayVote() {
        return !leaving;
    }
}
