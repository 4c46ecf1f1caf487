package metalplant.fabric.zone;

import java.util.OptionalLong;
import metalplant.fabric.policy.CommunityList;
import metalplant.fabric.policy.LargeCommunity;

/**
 * The tags of our own: where a route comes from. Nobody outside a fabric may set them, so they are taken off whatever machines and
 * neighbours bring.
 */
final class Tags {
    /** Of a private ASN that no switch has. */
    private static final long OURS = 64_512;

    private static final long HERE = 1;
    private static final long CROSSED = 2;

    /** All that say where a route began, whichever switch they name. */
    static final CommunityList ANY_HERE =
            new CommunityList("HERE-ANY", OptionalLong.empty(), HERE, OptionalLong.empty());

    /** All that say that a route came from another partition. */
    static final CommunityList FROM_DCI =
            new CommunityList("FROM-DCI", OptionalLong.of(OURS), CROSSED, OptionalLong.empty());

    private Tags() {}

    /** Begun at this switch. */
    static LargeCommunity here(long asn) {
        return new LargeCommunity(asn, HERE, 1);
    }

    static CommunityList hereList(long asn) {
        return new CommunityList("HERE", OptionalLong.of(asn), HERE, OptionalLong.of(1));
    }

    /** Came in from this partition. */
    static LargeCommunity crossed(int partition) {
        return new LargeCommunity(OURS, CROSSED, partition);
    }
}
