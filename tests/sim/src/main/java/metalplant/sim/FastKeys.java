package metalplant.sim;

import metalplant.federation.signing.MemberKey;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * Stand-ins for signatures, a hundred times as fast: a sum over key and content. Anybody could forge them, and nobody in the
 * simulation does; what is tested is who signs what. Some seeds run with real Ed25519.
 */
final class FastKeys {
    private FastKeys() {}

    static Signer signer(Bytes seed) {
        var key = new MemberKey(Hash.of(seed.toArray()).sum());
        return new Signer() {
            @Override
            public MemberKey key() {
                return key;
            }

            @Override
            public Bytes sign(byte[] content) {
                return tag(key, content);
            }
        };
    }

    private static Bytes tag(MemberKey key, byte[] content) {
        var raw = key.raw().toArray();
        var all = new byte[raw.length + content.length];
        System.arraycopy(raw, 0, all, 0, raw.length);
        System.arraycopy(content, 0, all, raw.length, content.length);
        return Hash.of(all).sum();
    }

    static boolean verify(MemberKey key, byte[] content, Bytes signature) {
        return tag(key, content).equals(signature);
    }
}
