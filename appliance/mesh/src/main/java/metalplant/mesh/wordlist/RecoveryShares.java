package metalplant.mesh.wordlist;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.mesh.wordlist.RecoveryWords.WordSum;
import metalplant.model.Problem;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/**
 * A recovery key of which any two of three sheets are enough and one alone says nothing (Shamir, by Bouncy Castle). A sheet has 18 words: its
 * number, sixteen of the share, and their sum. Shares and key are made in one go; the words of an existing key cannot be shared later.
 *
 * @param key the key itself, for the public half; its words need not be shown
 */
public record RecoveryShares(RecoveryWords key, List<List<String>> sheets) {
    private static final int NEEDED = 2;
    private static final int SHEETS = 3;
    private static final int WORDS = 1 + Ed25519.SEED_SIZE / 2;
    private static final int TEXT_MAX = 1_024;
    private static final byte[] DOMAIN = "metal-plant recovery share 1\n".getBytes(US_ASCII);

    public RecoveryShares {
        sheets = sheets.stream().map(List::copyOf).toList();
    }

    /** A new key and its three sheets. */
    public static RecoveryShares made(SecureRandom chance) {
        var splitter = ShamirSecretSplitter.getInstance(ShamirSecretSplitter.Algorithm.AES, Ed25519.SEED_SIZE, chance);
        var split = splitter.split(NEEDED, SHEETS);
        try {
            var sheets = new ArrayList<List<String>>();
            for (int number = 1; number <= SHEETS; number++) {
                sheets.add(sheet(number, split.getSecretShares()[number - 1].getEncoded()));
            }
            return new RecoveryShares(RecoveryWords.of(Bytes.of(split.getSecret())), sheets);
        } catch (IOException e) {
            throw new IllegalStateException("shares in memory can be read", e);
        }
    }

    private static List<String> sheet(int number, byte[] share) {
        var content = new byte[2 + share.length];
        content[1] = (byte) number;
        System.arraycopy(share, 0, content, 2, share.length);
        return WordSum.words(Bytes.of(content), DOMAIN);
    }

    /**
     * The key of two sheets.
     *
     * @throws Problem BAD_REQUEST if one cannot be read, or both are the same
     */
    public static RecoveryWords joined(String oneSheet, String otherSheet) {
        var one = share(oneSheet);
        var other = share(otherSheet);
        if (one.number() == other.number()) {
            throw Problem.bad("this is sheet %d twice, two different ones are needed".formatted(one.number()));
        }
        try {
            var shares = new ShamirSplitSecretShare[] {
                new ShamirSplitSecretShare(one.content(), one.number()),
                new ShamirSplitSecretShare(other.content(), other.number())
            };
            return RecoveryWords.of(Bytes.of(ShamirSplitSecret.getInstance(ShamirSecretSplitter.Algorithm.AES, shares)
                    .getSecret()));
        } catch (IOException e) {
            throw new IllegalStateException("shares in memory can be read", e);
        }
    }

    private record Share(int number, byte[] content) {}

    private static Share share(String typed) {
        if (typed.length() > TEXT_MAX) {
            throw Problem.bad("this is too long to be a sheet");
        }
        var raw = WordSum.read(typed, WORDS, DOMAIN).toArray();
        if (raw[0] != 0 || raw[1] < 1 || raw[1] > SHEETS) {
            throw Problem.bad("there is no sheet with this number");
        }
        return new Share(raw[1], java.util.Arrays.copyOfRange(raw, 2, raw.length));
    }

    @Override
    public String toString() {
        return "***";
    }
}
