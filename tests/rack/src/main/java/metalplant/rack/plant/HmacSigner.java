package metalplant.rack.plant;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as metal-stack's clients do: HMAC-SHA256 over date, method and salt, without separators. The salt is
 * never seeded: two racks with one seed would repeat each other's signatures, and the plant refuses repeated writes.
 */
public final class HmacSigner {
    private static final int SALT_LENGTH = 24;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final String type;
    private final byte[] key;
    private final RandomGenerator salt = new SecureRandom();

    /** @param type {@code Metal-View}, {@code Metal-Edit} or {@code Metal-Admin} */
    public HmacSigner(String type, String key) {
        this.type = type;
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** Name, value, name, value, ... of the three headers. */
    public List<String> headers(String method, Instant now) {
        var text = new StringBuilder(SALT_LENGTH);
        for (int i = 0; i < SALT_LENGTH; i++) {
            text.append(LETTERS.charAt(salt.nextInt(LETTERS.length())));
        }
        return headers(method, now, text.toString());
    }

    List<String> headers(String method, Instant now, String saltText) {
        String date = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return List.of(
                "X-Date", date, "X-Data-Salt", saltText, "Authorization", type + ' ' + mac(date + method + saltText));
    }

    private String mac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
