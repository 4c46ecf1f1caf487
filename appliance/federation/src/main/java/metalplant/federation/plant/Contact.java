package metalplant.federation.plant;

import metalplant.federation.entry.Incarnation;
import metalplant.federation.membership.MemberView;
import metalplant.federation.value.Hash;

/** When and how another plant was last heard of. Lives in memory only. */
public record Contact(long steadyMillis, Hash lineage, long seq, Incarnation incarnation, String peer) {
    /** So short that the time of a contact can be taken for now; a plant that is well greets three times in it. */
    private static final long NOW_MILLIS = 60_000;

    /** Whether it was heard of just now, in this lineage. */
    boolean isNow(long nowMillis, Hash wanted) {
        return lineage.equals(wanted) && nowMillis - steadyMillis < NOW_MILLIS;
    }

    /** Whether it was heard of lately, and follows this lineage. */
    boolean isFresh(long nowMillis, Hash wanted) {
        return lineage.equals(wanted) && nowMillis - steadyMillis < MemberView.SILENCE.toMillis();
    }
}
