package metalplant.imagestore;

import java.time.Instant;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * A file that the plant has, whole and verified.
 *
 * @param size in bytes
 * @param sha256 of its content, lower-case hex; also where it lies
 * @param md5 of its content, lower-case hex, which machines compare
 * @param added when it came in under this name
 * @param source where it came from, for people
 */
public record StoredImage(
        ImageName name, ImageKind kind, long size, String sha256, String md5, Instant added, String source) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    public StoredImage {
        if (size < 0 || !isSha256(sha256) || !isMd5(md5)) {
            throw Problem.bad("an image has a size, a SHA-256 and an MD5, in lower-case hex");
        }
    }

    /** Whether a text has the form of a SHA-256. */
    public static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }

    /** Whether a text has the form of an MD5. */
    public static boolean isMd5(String text) {
        return MD5.matcher(text).matches();
    }
}
