package metalplant.federation.signing;

import metalplant.federation.value.Bytes;

/** Tells whether a signature was made with the private half of a key. Never throws, whatever the bytes are. */
@FunctionalInterface
public interface Verifier {
    boolean verify(MemberKey key, byte[] content, Bytes signature);
}
