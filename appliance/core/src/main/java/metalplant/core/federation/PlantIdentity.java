package metalplant.core.federation;

import metalplant.federation.entry.MemberRecord;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.signing.Signer;

/**
 * Who this plant is, from the host and never from the database: a restored database must not bring an old life back.
 *
 * @param self with the present incarnation; label and endpoint only count until the plant has a state of its own
 * @param peer id of the carrier's voter on this host; another one after each restore
 * @param signer the root key
 * @param smith makes and opens keys of the federation's door
 */
public record PlantIdentity(MemberRecord self, String peer, Signer signer, KeySmith smith) {
    /** One that makes no keys. */
    public PlantIdentity(MemberRecord self, String peer, Signer signer) {
        this(self, peer, signer, KeySmith.NONE);
    }
}
