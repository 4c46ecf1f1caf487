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
    private static final long ADMINISTRATOR = 64_512;

    private static final long HERE = 1;
    private static final long CROSSED = 2;
    private static final long OUTSIDE = 4;

    /** All that say where a route began, whichever switch they name. */
    static final CommunityList ANY_HERE =
            new CommunityList("HERE-ANY", OptionalLong.empty(), HERE, OptionalLong.empty());

    /** All that say that a route came from another partition. */
    static final CommunityList FROM_DCI =
            new CommunityList("FROM-DCI", OptionalLong.of(ADMINISTRATOR), CROSSED, OptionalLong.empty());

    /** Told by somebody else's router at an exit. */
    static final CommunityList FROM_OUTSIDE =
            new CommunityList("FROM-OUTSIDE", OptionalLong.of(ADMINISTRATOR), OUTSIDE, OptionalLong.empty());

    /** All of these: none of them comes from outside of a fabric. */
    static final CommunityList OURS_ANY = CommunityList.all("OURS-ANY", ANY_HERE, FROM_DCI, FROM_OUTSIDE);

    private Tags() {}

    /** Came in from somebody else. */
    static LargeCommunity outside() {
        return new LargeCommunity(ADMINISTRATOR, OUTSIDE, 1);
    }

    /** Begun at this switch. */
    static LargeCommunity here(long asn) {
        return new LargeCommunity(asn, HERE, 1);
    }

    static CommunityList hereList(long asn) {
        return new CommunityList("HERE", OptionalLong.of(asn), HERE, OptionalLong.of(1));
    }

    /** Came in from this partition. */
    static LargeCommunity crossed(int partition) {
        return new LargeCommunity(ADMINISTRATOR, CROSSED, partition);
    }
}
