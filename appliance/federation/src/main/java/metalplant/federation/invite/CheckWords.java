package metalplant.federation.invite;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * Four words that both screens show, so that two people on a telephone notice a stranger between their plants. Each word is five
 * letters, consonants and vowels by turns, and stands for 16 bits; no list of words is needed in any language.
 */
public final class CheckWords {
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";
    private static final int WORDS = 4;
    private static final int LETTERS = 5;

    private CheckWords() {}

    /** The words of one join between these two keys; the order of the keys does not matter. */
    public static List<String> of(MemberKey one, MemberKey other, Bytes secret) {
        var low = one.compareTo(other) <= 0 ? one : other;
        var high = low.equals(one) ? other : one;
        var hash = Hash.of(("metal-plant check words " + low.raw().hex()
                                + high.raw().hex() + secret.hex())
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .sum()
                .toArray();
        var words = new ArrayList<String>();
        for (int i = 0; i < WORDS; i++) {
            words.add(word(((hash[2 * i] & 0xff) << 8) | (hash[2 * i + 1] & 0xff)));
        }
        return List.copyOf(words);
    }

    /** The word of the lowest 16 bits. */
    public static String word(int bits) {
        return "" + CONSONANTS.charAt((bits >>> 12) & 15)
                + VOWELS.charAt((bits >>> 10) & 3)
                + CONSONANTS.charAt((bits >>> 6) & 15)
                + VOWELS.charAt((bits >>> 4) & 3)
                + CONSONANTS.charAt(bits & 15);
    }

    /** The 16 bits that a word stands for; empty if it is none. */
    public static OptionalInt bits(String word) {
        if (word.length() != LETTERS) {
            return OptionalInt.empty();
        }
        int bits = 0;
        for (int i = 0; i < LETTERS; i++) {
            var letters = i % 2 == 0 ? CONSONANTS : VOWELS;
            int value = letters.indexOf(word.charAt(i));
            if (value < 0) {
                return OptionalInt.empty();
            }
            bits = bits * letters.length() + value;
        }
        return OptionalInt.of(bits);
    }
}
