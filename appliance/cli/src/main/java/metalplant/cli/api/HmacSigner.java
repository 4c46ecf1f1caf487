package metalplant.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as metal-api's clients do: HMAC-SHA-256 over date, method and salt, without separators.
 *
 * @param type {@code Metal-View}, {@code Metal-Edit} or {@code Metal-Admin}
 * @param key the shared secret, used as raw bytes
 */
public record HmacSigner(String type, String key) {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SALT_LETTERS = 24;

    /** The three headers of one request; each is signed anew, since a plant refuses a repeated write. */
    public Map<String, String> headers(String method, Instant now, RandomGenerator chance) {
        var salt = new StringBuilder();
        for (int i = 0; i < SALT_LETTERS; i++) {
            salt.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
        }
        return headers(method, now.truncatedTo(ChronoUnit.SECONDS).toString(), salt.toString());
    }

    Map<String, String> headers(String method, String date, String salt) {
        return Map.of(
                "Authorization", type + " " + mac(date + method + salt),
                "X-Date", date,
                "X-Data-Salt", salt);
    }

    private String mac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "HmacSigner[" + type + "]";
    }
}
