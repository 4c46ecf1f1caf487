package metalplant.mesh.identity;

import java.security.SecureRandom;
import java.util.Base64;
import metalplant.federation.value.Bytes;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 key pair as WireGuard has it; texts are base64 of 32 bytes, as the program wg reads and prints them. */
public final class WireguardKey {
    private final byte[] secret;

    private WireguardKey(byte[] secret) {
        this.secret = secret;
    }

    static WireguardKey made(SecureRandom chance) {
        var secret = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(chance, secret);
        // Clamped as wg genkey does it, so that both print the same key.
        secret[0] &= (byte) 0xf8;
        secret[31] = (byte) (secret[31] & 0x7f | 0x40);
        return new WireguardKey(secret);
    }

    /** @throws IllegalArgumentException if this is no key */
    static WireguardKey read(String text) {
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
