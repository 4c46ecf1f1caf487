package metalplant.federation.entry;

import metalplant.federation.signing.MemberKey;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;

/** One signature under a body. */
public record Seal(MemberKey key, Bytes signature) {
    /** Signs this body. */
    public static Seal of(Body body, Signer signer) {
        return new Seal(signer.key(), signer.sign(body.signedBytes()));
    }
}
