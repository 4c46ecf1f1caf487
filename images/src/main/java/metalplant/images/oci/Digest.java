package metalplant.images.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * A SHA-256.
 *
 * @param hex 64 lower-case digits
 */
public record Digest(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String PREFIX = "sha256:";
    private static final int BUFFER = 1 << 16;

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw Problem.bad("a SHA-256 has 64 lower-case hexadecimal digits, not \"" + hex + "\"");
        }
    }

    /** Reads {@code sha256:HEX}. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw Problem.bad("a digest looks like sha256:HEX, not \"" + text + "\"");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    public static Digest of(byte[] bytes) {
        return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
    }

    public static Digest ofFile(Path file) {
        try (var in = Files.newInputStream(file)) {
            return of(in);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e)).because(e);
        }
    }

    /** Of everything up to the end; the stream stays open. */
    static Digest of(InputStream in) throws IOException {
        var sum = sha256();
        var buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sum.update(buffer, 0, read);
        }
        return new Digest(HexFormat.of().formatHex(sum.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** With the name of the algorithm in front, as manifests write it. */
    public String text() {
        return PREFIX + hex;
    }
}
