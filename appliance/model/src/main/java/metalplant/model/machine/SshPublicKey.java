package metalplant.model.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import metalplant.model.Problem;

/** A line of an authorized_keys file. */
public final class SshPublicKey {
    private static final int LENGTH_MAX = 16_384;
    private static final int ALGORITHM_MAX = 64;

    private SshPublicKey() {}

    /** Accepts a line that holds a key, with or without options and comment; @throws Problem RULE_VIOLATED */
    public static void require(String line) {
        if (line.length() > LENGTH_MAX || !holdsKey(line.strip())) {
            throw Problem.refused("\"%s\" is not a public SSH key as in an authorized_keys file"
                    .formatted(line.length() > 40 ? line.substring(0, 40) + "..." : line));
        }
    }

    /** Options come first and may hold quoted blanks, so the key is looked for at every word. */
    private static boolean holdsKey(String line) {
        if (line.isEmpty() || line.startsWith("#") || line.indexOf('\n') >= 0) {
            return false;
        }
        var words = line.split("[ \t]+");
        for (int i = 0; i + 1 < words.length; i++) {
            if (isKey(words[i], words[i + 1])) {
                return true;
            }
        }
        return false;
    }

    /** The encoded key names its algorithm once more; both must agree. */
    private static boolean isKey(String algorithm, String encoded) {
        if (algorithm.length() > ALGORITHM_MAX || encoded.length() < 16) {
            return false;
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return false;
        }
        var name = algorithm.getBytes(StandardCharsets.UTF_8);
        if (blob.length < Integer.BYTES + name.length + Integer.BYTES) {
            return false;
        }
        var in = ByteBuffer.wrap(blob);
        if (in.getInt() != name.length) {
            return false;
        }
        var inner = new byte[name.length];
        in.get(inner);
        return java.util.Arrays.equals(inner, name);
    }
}
