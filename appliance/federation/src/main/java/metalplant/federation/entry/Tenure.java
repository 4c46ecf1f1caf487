package metalplant.federation.entry;

import metalplant.federation.value.PlantId;

/**
 * Who has a range, and how.
 *
 * @param owner the reserve owner of a free range, else the holder
 * @param incarnation of the holder when it got the range; 0 if free
 * @param fence number of the grant, rising per pool; 0 if free
 */
public record Tenure(State state, PlantId owner, long incarnation, long fence) {
    /** Life of a range as the ledger knows it. That a holder is returning one, only the holder knows. */
    public enum State {
        FREE,
        GRANTED,
        QUARANTINED
    }

    /** Nobody's, and only {@code reserve} may sign it away. */
    public static Tenure free(PlantId reserve) {
        return new Tenure(State.FREE, reserve, 0, 0);
    }

    public static Tenure granted(PlantId holder, long incarnation, long fence) {
        return new Tenure(State.GRANTED, holder, incarnation, fence);
    }

    public Tenure quarantined() {
        return new Tenure(State.QUARANTINED, owner, incarnation, fence);
    }

    public boolean is(State wanted) {
        return state == wanted;
    }
}
