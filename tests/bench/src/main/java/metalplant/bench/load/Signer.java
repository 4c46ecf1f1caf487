package metalplant.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests: HMAC-SHA256 over date, method and salt. Every request has a salt of its own, because a plant refuses a mac that it
 * has seen: random letters per signer, then a counter. Not for several threads.
 *
 * @see "metal-api-rest.md 1.6"
 */
final class Signer {
    private static final int RANDOM_LETTERS = 14;
    private static final int COUNTER_LETTERS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String type;
    private final Mac mac;
    private final byte[] salt = new byte[RANDOM_LETTERS + COUNTER_LETTERS];
    private long counter;

    Signer(Key key) {
        this.type = key.type();
        try {
            this.mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            salt[i] = (byte) ('a' + RANDOM.nextInt(26));
        }
    }

    /** A role's key and the name by which the plant knows it. */
    record Key(String type, String secret) {
        @Override
        public String toString() {
            return type;
        }
    }

    /** The three header lines, each with its line end. */
    String headers(String method, Instant now) {
        long rest = counter++;
        for (int i = 0; i < COUNTER_LETTERS; i++) {
            salt[RANDOM_LETTERS + i] = (byte) ('a' + rest % 26);
            rest /= 26;
        }
        var date = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var saltText = new String(salt, StandardCharsets.US_ASCII);
        var signed = HexFormat.of().formatHex(mac.doFinal((date + method + saltText).getBytes(StandardCharsets.UTF_8)));
        return "X-Date: " + date + "\r\nX-Data-Salt: " + saltText + "\r\nAuthorization: " + type + ' ' + signed
                + "\r\n";
    }
}
