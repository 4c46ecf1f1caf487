package metalplant.wireguard.plan;

import java.util.Base64;
import metalplant.model.Problem;

/**
 * The public half of a tunnel's key pair.
 *
 * @param text 32 bytes in base64, in the one spelling that an encoder gives; never all zeros, which stands for "none"
 */
public record PublicKey(String text) implements Comparable<PublicKey> {
    private static final int TEXT_SIZE = 44;
    private static final int SIZE = 32;

    public PublicKey {
        if (!isCanonical(text)) {
            throw Problem.bad("a public key is 32 bytes in base64, and not all of them zero");
        }
    }

    private static boolean isCanonical(String text) {
        if (text.length() != TEXT_SIZE) {
            return false;
        }
        try {
            var bytes = Base64.getDecoder().decode(text);
            return bytes.length == SIZE
                    && Base64.getEncoder().encodeToString(bytes).equals(text)
                    && !isZero(bytes);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isZero(byte[] bytes) {
        int bits = 0;
        for (byte each : bytes) {
            bits |= each;
        }
        return bits == 0;
    }

    @Override
    public int compareTo(PublicKey other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
