package metalplant.federation.signing;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.federation.value.Bytes;
import org.junit.jupiter.api.Test;

class Ed25519Test {
    // RFC 8032, section 7.1, test 2.
    private static final Bytes SEED = Bytes.ofHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    private static final String PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final String SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    private static final byte[] MESSAGE = {0x72};

    @Test
    void itSignsAsTheStandardSays() {
        var signer = Ed25519.signer(SEED);
        assertThat(signer.key().raw().hex()).isEqualTo(PUBLIC);
        assertThat(signer.sign(MESSAGE).hex()).isEqualTo(SIGNATURE);
    }

    @Test
    void aGoodSignatureIsKnown() {
        assertThat(Ed25519.verify(Ed25519.signer(SEED).key(), MESSAGE, Bytes.ofHex(SIGNATURE)))
                .isTrue();
    }

    @Test
    void anotherKeyAnotherContentAndAnotherSignatureAreNot() {
        var key = Ed25519.signer(SEED).key();
        var signature = Bytes.ofHex(SIGNATURE);
        var other = Ed25519.signer(SEED.withFlippedBit(0)).key();
        assertThat(Ed25519.verify(other, MESSAGE, signature)).isFalse();
        assertThat(Ed25519.verify(key, new byte[] {0x73}, signature)).isFalse();
        for (int bit = 0; bit < signature.size() * 8; bit += 37) {
            assertThat(Ed25519.verify(key, MESSAGE, signature.withFlippedBit(bit)))
                    .isFalse();
        }
    }

    @Test
    void garbageIsNoSignatureAndNoError() {
        var key = new MemberKey(Bytes.of(new byte[MemberKey.SIZE]).withFlippedBit(255));
        assertThat(Ed25519.verify(key, MESSAGE, Bytes.of(new byte[64]))).isFalse();
        assertThat(Ed25519.verify(key, MESSAGE, Bytes.EMPTY)).isFalse();
    }

    @Test
    void twoKeysAreTwoPlants() {
        assertThat(Ed25519.signer(SEED).key().plant())
                .isNotEqualTo(Ed25519.signer(SEED.withFlippedBit(9)).key().plant());
    }
}
