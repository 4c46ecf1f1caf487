package metalplant.door.hmac;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The HMAC headers of one request, parsed.
 *
 * @param date cut to whole seconds, as it is hashed
 * @see "metal-api-rest.md 1.6"
 */
public record Signature(String type, byte[] mac, Instant date, String salt) {
    private static final int MAC_BYTES = 32;
    private static final int SALT_MAX = 256;

    /** Reads the headers; empty if they are not HMAC headers that could ever be right. */
    public static Optional<Signature> parse(String authorization, String date, String salt) {
        int blank = authorization.indexOf(' ');
        if (blank <= 0
                || authorization.indexOf(' ', blank + 1) >= 0
                || salt.length() > SALT_MAX
                || date.length() > 64) {
            return Optional.empty();
        }
        try {
            var mac = HexFormat.of().parseHex(authorization.substring(blank + 1));
            if (mac.length != MAC_BYTES) {
                return Optional.empty();
            }
            var parsed = OffsetDateTime.parse(date, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            return Optional.of(new Signature(
                    authorization.substring(0, blank), mac, parsed.toInstant().truncatedTo(ChronoUnit.SECONDS), salt));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether {@code key} made it for {@code method}; takes the same time whatever the answer. */
    public boolean madeWith(byte[] key, String method) {
        return MessageDigest.isEqual(mac, compute(key, date, method, salt));
    }

    /** HMAC-SHA-256 over date, method and salt. */
    public static byte[] compute(byte[] key, Instant date, String method, String salt) {
        try {
            var hmac = Mac.getInstance("HmacSHA256");
            // An empty key is no key for the JDK; nobody can have signed with it either.
            hmac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            var text = DateTimeFormatter.ISO_INSTANT.format(date) + method + salt;
            return hmac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
