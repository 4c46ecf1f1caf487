package metalplant.mesh.wordlist;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import metalplant.federation.invite.CheckWords;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.mesh.identity.WireguardKey;
import metalplant.model.Problem;

/**
 * A recovery key, of a plant or of a federation (decisions 4 and 11), as 17 words: sixteen with 16 bits each, and one that is the sum of the others. Shown once,
 * kept nowhere; only the public half goes into the ledger, or onto the plant's card.
 */
public final class RecoveryWords {
    private static final int WORDS = Ed25519.SEED_SIZE / 2;
    private static final int TEXT_MAX = 1_024;
    private static final byte[] DOMAIN = "metal-plant recovery words 1\n".getBytes(US_ASCII);

    private final Bytes seed;

    private RecoveryWords(Bytes seed) {
        this.seed = seed;
    }

    /** A new key. */
    public static RecoveryWords made(SecureRandom chance) {
        var seed = new byte[Ed25519.SEED_SIZE];
        chance.nextBytes(seed);
        return new RecoveryWords(Bytes.of(seed));
    }

    static RecoveryWords of(Bytes seed) {
        return new RecoveryWords(seed);
    }

    /**
     * The key that was written down; case, numbering and punctuation between the words do not matter.
     *
     * @throws Problem BAD_REQUEST naming the word that is none, or saying that one of them must be wrong
     */
    public static RecoveryWords parse(String typed) {
        if (typed.length() > TEXT_MAX) {
            throw Problem.bad("this is too long to be a recovery key");
        }
        return new RecoveryWords(WordSum.read(typed, WORDS, DOMAIN));
    }

    /** For the screen, once. */
    public List<String> words() {
        return WordSum.words(seed, DOMAIN);
    }

    /** Signs as the recovery key. */
    public Signer signer() {
        return Ed25519.signer(seed);
    }

    /** Opens what was sealed to the recovery key. */
    public WireguardKey box() {
        return WireguardKey.derived(seed, "metal-plant recovery box 1");
    }

    @Override
    public String toString() {
        return "***";
    }

    /** Bytes as words with a sum behind them. */
    static final class WordSum {
        private WordSum() {}

        static List<String> words(Bytes content, byte[] domain) {
            var raw = content.toArray();
            var words = new ArrayList<String>();
            for (int i = 0; i < raw.length; i += 2) {
                words.add(CheckWords.word((raw[i] & 0xff) << 8 | raw[i + 1] & 0xff));
            }
            words.add(sum(content, domain));
            return List.copyOf(words);
        }

        static Bytes read(String typed, int count, byte[] domain) {
            var words = List.of(typed.toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z]+", " ")
                    .strip()
                    .split(" "));
            if (words.size() != count + 1) {
                throw Problem.bad("there are %d words, not %d".formatted(count + 1, words.size()));
            }
            var raw = new byte[2 * count];
            for (int i = 0; i < count; i++) {
                int bits = bits(words.get(i), i + 1);
                raw[2 * i] = (byte) (bits >>> 8);
                raw[2 * i + 1] = (byte) bits;
            }
            var content = Bytes.of(raw);
            if (!sum(content, domain).equals(words.getLast())) {
                throw Problem.bad(
                        "every word could be one, but together they are no key: one is wrong or two changed places");
            }
            return content;
        }

        private static int bits(String word, int place) {
            return CheckWords.bits(word).orElseThrow(() -> Problem.bad("word %d is none that we use".formatted(place)));
        }

        private static String sum(Bytes content, byte[] domain) {
            var both = new byte[domain.length + content.size()];
            System.arraycopy(domain, 0, both, 0, domain.length);
            System.arraycopy(content.toArray(), 0, both, domain.length, content.size());
            var hash = Hash.of(both).sum().toArray();
            return CheckWords.word((hash[0] & 0xff) << 8 | hash[1] & 0xff);
        }
    }
}
