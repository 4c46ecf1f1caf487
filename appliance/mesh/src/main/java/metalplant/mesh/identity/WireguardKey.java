package metalplant.mesh.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An X25519 key pair as WireGuard has it; texts are base64 of 32 bytes, as the program wg reads and prints them. WireGuard itself never gets
 * that of a member record: what is used follows from it, by a label for each use.
 */
public final class WireguardKey {
    /** What sealing adds: an ephemeral public key in front and the tag behind. */
    public static final int SEAL_BYTES = X25519.POINT_SIZE + 16;

    private static final HPKE SUITE =
            new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    private static final byte[] NOTHING = {};

    private final byte[] secret;

    private WireguardKey(byte[] secret) {
        this.secret = secret;
    }

    public static WireguardKey made(SecureRandom chance) {
        var secret = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(chance, secret);
        return clamped(secret);
    }

    /** The key that follows from a secret, for one use. */
    public static WireguardKey derived(Bytes secret, String use) {
        return clamped(expanded(secret.toArray(), use));
    }

    /** As wg genkey does it, so that both print the same key. */
    private static WireguardKey clamped(byte[] secret) {
        secret[0] &= (byte) 0xf8;
        secret[31] = (byte) (secret[31] & 0x7f | 0x40);
        return new WireguardKey(secret);
    }

    /**
     * The key of one end of one tunnel, which both plants of the pair can work out and nobody else: it follows from what this plant's
     * key and the other's public key have in common. No other tunnel has it, and nothing has to be exchanged but what the member records say.
     *
     * @param other public key of the other plant
     * @param end whose end it is: this plant's or the other's
     * @param farEnd the other of the two
     * @return empty if {@code other} is no key that anything secret can be had with
     * @see "docs/adr/0017"
     */
    public Optional<WireguardKey> ofTunnel(Bytes other, PlantId end, PlantId farEnd, int generation) {
        if (other.size() != X25519.POINT_SIZE) {
            return Optional.empty();
        }
        var common = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(secret, 0, other.toArray(), 0, common, 0)) {
            return Optional.empty();
        }
        var use = "metal-plant tunnel 1 %s to %s, %d".formatted(end.text(), farEnd.text(), generation);
        return Optional.of(clamped(expanded(common, use)));
    }

    private static byte[] expanded(byte[] secret, String use) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand(use.getBytes(StandardCharsets.US_ASCII), X25519.SCALAR_SIZE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 on has HKDF", e);
        }
    }

    /**
     * Something that only the owner of a key can read (HPKE, RFC 9180).
     *
     * @param to its public half
     * @param use the same when it is opened
     * @return empty if {@code to} is no key that anything secret can be had with
     */
    public static Optional<Bytes> seal(Bytes to, byte[] use, byte[] plain) {
        if (to.size() != X25519.POINT_SIZE) {
            return Optional.empty();
        }
        try {
            var context = SUITE.setupBaseS(SUITE.deserializePublicKey(to.toArray()), use);
            var sealed = context.seal(NOTHING, plain);
            var whole = Arrays.copyOf(context.getEncapsulation(), X25519.POINT_SIZE + sealed.length);
            System.arraycopy(sealed, 0, whole, X25519.POINT_SIZE, sealed.length);
            return Optional.of(Bytes.of(whole));
        } catch (InvalidCipherTextException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What was sealed to this key for this use; empty for everything else. */
    public Optional<byte[]> open(byte[] use, Bytes sealed) {
        if (sealed.size() < SEAL_BYTES) {
            return Optional.empty();
        }
        var bytes = sealed.toArray();
        try {
            var pair = SUITE.deserializePrivateKey(secret, publicKey().toArray());
            var context = SUITE.setupBaseR(Arrays.copyOf(bytes, X25519.POINT_SIZE), pair, use);
            return Optional.of(context.open(NOTHING, Arrays.copyOfRange(bytes, X25519.POINT_SIZE, bytes.length)));
        } catch (InvalidCipherTextException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if this is no key */
    public static WireguardKey read(String text) {
        var secret = Base64.getDecoder().decode(text.strip());
        if (secret.length != X25519.SCALAR_SIZE) {
            throw new IllegalArgumentException("a WireGuard key has 32 bytes");
        }
        return new WireguardKey(secret);
    }

    /** For the private-key file of wg, and for nobody else. */
    public String secretText() {
        return Base64.getEncoder().encodeToString(secret);
    }

    /** What other plants put in as the key of this peer. */
    public Bytes publicKey() {
        var point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(secret, 0, point, 0);
        return Bytes.of(point);
    }

    /** The public half as wg writes it. */
    public String publicText() {
        return Base64.getEncoder().encodeToString(publicKey().toArray());
    }

    @Override
    public String toString() {
        return "***";
    }
}
