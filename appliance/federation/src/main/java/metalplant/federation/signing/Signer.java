package metalplant.federation.signing;

import metalplant.federation.value.Bytes;

/** Holds a private key and signs with it. The same content always gets the same signature. */
public interface Signer {
    MemberKey key();

    Bytes sign(byte[] content);
}
