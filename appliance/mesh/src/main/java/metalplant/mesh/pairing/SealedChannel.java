package metalplant.mesh.pairing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * What is said once both know the key: AES-256-GCM with a key per direction and a counter as nonce. The keys come from the J-PAKE secret and
 * the hash of everything that was said in the open, so a change on the way that J-PAKE itself would not notice is noticed here.
 */
final class SealedChannel {
    private static final int KEY_SIZE = 32;
    private static final int TAG_BITS = 128;
    private static final int NONCE_SIZE = 12;

    private final SecretKey out;
    private final SecretKey in;
    private final Bytes words;
    private long sent;
    private long received;

    SealedChannel(PairingRole role, byte[] secret, Hash transcript) {
        boolean joins = role == PairingRole.JOINER;
        var toInviter = derived(secret, transcript, "metal-plant pairing 1 joiner to inviter");
        var toJoiner = derived(secret, transcript, "metal-plant pairing 1 inviter to joiner");
        this.out = new SecretKeySpec(joins ? toInviter : toJoiner, "AES");
        this.in = new SecretKeySpec(joins ? toJoiner : toInviter, "AES");
        this.words = Bytes.of(derived(secret, transcript, "metal-plant pairing 1 check words"));
    }

    private static byte[] derived(byte[] secret, Hash transcript, String use) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(transcript.sum().toArray())
                            .thenExpand(use.getBytes(US_ASCII), KEY_SIZE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 on has HKDF", e);
        }
    }

    /** What the check words are made of. */
    Bytes words() {
        return words;
    }

    Frame.Sealed seal(byte[] content) {
        try {
            return new Frame.Sealed(
                    Bytes.of(cipher(Cipher.ENCRYPT_MODE, out, sent++).doFinal(content)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    byte[] open(Frame.Sealed sealed) throws Refusal {
        try {
            return cipher(Cipher.DECRYPT_MODE, in, received++)
                    .doFinal(sealed.content().toArray());
        } catch (GeneralSecurityException e) {
            throw new Refusal("what was sealed cannot be opened: something was changed on the way");
        }
    }

    private static Cipher cipher(int mode, SecretKey key, long number) throws GeneralSecurityException {
        var nonce = ByteBuffer.allocate(NONCE_SIZE).putInt(0).putLong(number).array();
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
