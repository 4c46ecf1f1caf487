package metalplant.fabric.check;

import java.util.Set;
import metalplant.fabric.policy.LargeCommunity;
import metalplant.model.ip.Cidr;

/**
 * A route in a VRF of a switch, without what makes FRR prefer one over another: whatever may be there counts as being there.
 *
 * @param via how it came
 * @param source the VRF that it was taken from; empty unless {@code via} is LEAKED
 * @param preference the local preference
 * @param crossed the ASNs of exits that it went through between partitions
 */
record Route(Cidr prefix, Via via, String source, int preference, Set<LargeCommunity> tags, Set<Long> crossed) {
    static final int PREFERENCE = 100;

    enum Via {
        /** From a machine, or connected. */
        MACHINE,
        /** From another switch of the partition. */
        EVPN,
        /** From another VRF of this switch. */
        LEAKED,
        /** From a neighbour outside of the fabric. */
        SESSION
    }

    Route {
        tags = Set.copyOf(tags);
        crossed = Set.copyOf(crossed);
    }
}
