package metalplant.cli.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.wire.audit.AuditLinkResponse;

/**
 * A link as a line of JSON. The entry stands in it as the very bytes that were digested, as an object, so that other programs read it as they read any
 * other line, and nobody has to guess how it was written.
 */
final class AuditLine {
    private static final Pattern FORM = Pattern.compile(
            "\\{\"number\":([0-9]{1,18}),\"before\":\"([0-9a-f]{64})\",\"digest\":\"([0-9a-f]{64})\",\"entry\":(\\{.*})}");

    private AuditLine() {}

    static String of(AuditLinkResponse link) {
        return "{\"number\":%d,\"before\":\"%s\",\"digest\":\"%s\",\"entry\":%s}"
                .formatted(link.number(), link.before(), link.digest(), link.entry());
    }

    /** Empty for anything that {@link #of} does not write. */
    static Optional<AuditLinkResponse> parse(String line) {
        var match = FORM.matcher(line);
        return match.matches()
                ? Optional.of(new AuditLinkResponse(
                        Long.parseLong(match.group(1)), match.group(2), match.group(3), match.group(4)))
                : Optional.empty();
    }

    /** Whether a link's digest is that of its own number and entry, and of the digest that it names. */
    static boolean isWhole(AuditLinkResponse link) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(HexFormat.of().parseHex(link.before()));
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(link.number()).array());
            var digest = sha.digest(link.entry().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).equals(link.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
