package metalplant.federation.plant;

import metalplant.federation.entry.Incarnation;
import metalplant.federation.membership.MemberView;
import metalplant.federation.value.Hash;

/** When and how another plant was last heard of. Lives in memory only. */
public record Contact(long steadyMillis, Hash lineage, long seq, Incarnation incarnation, String peer) {
    /** Whether it was heard of lately, and follows this lineage. */
    boolean isFresh(long nowMillis, Hash wanted) {
        return lineage.equals(wanted) && nowMillis - steadyMillis < MemberView.SILENCE.toMillis();
    }
}
