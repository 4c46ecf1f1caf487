package metalplant.model.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "'','',true",
        "'',a,false",
        "abc,abc,true",
        "abc,abcd,false",
        "*,'',true",
        "*,anything at all,true",
        "*,a/b,false",
        "/dev/*,/dev/sda,true",
        "/dev/*,/dev/disk/by-id,false",
        "/dev/nvme*n1,/dev/nvme0n1,true",
        "?,a,true",
        "?,/,false",
        "?,'',false",
        "a?c,abc,true",
        "[abc],b,true",
        "[a-c]x,cx,true",
        "[^a-c],b,false",
        "[^a-c],d,true",
        "[\\]],],true",
        "[\\-],-,true",
        "\\*,*,true",
        "\\*,a,false",
        "a*b*c,aXbYbZc,true",
        "a*b*c,aXbYbZ,false",
        "Intel*Xeon*,Intel(R) Xeon(R) D-2141I,true",
        "ä?ü,äöü,true"
    })
    void aPatternCoversTheWholeTextOrNothing(String pattern, String text, boolean covers) {
        assertThat(Glob.parse(pattern).orElseThrow().matches(text)).isEqualTo(covers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[a", "[^]", "[-a]", "[a-]", "[]a]", "a\\", "[\\", "*[", "x[a-"})
    void aMalformedPatternIsRefused(String pattern) {
        assertThat(Glob.parse(pattern)).isEmpty();
    }

    @Test
    void aPatternMadeToBeSlowIsNotSlow() {
        var glob = Glob.parse("*a".repeat(250)).orElseThrow();

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(glob.matches("a".repeat(2_000) + "b")).isFalse());
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void matchingAgreesWithTheObviousRecursion(long seed) {
        var random = new Random(seed);
        var pattern = letters(random, "ab*?/", 8);
        var text = letters(random, "ab/", 8);

        assertThat(Glob.parse(pattern).orElseThrow().matches(text)).isEqualTo(obviously(pattern, text));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPatternBreaksTheReader(long seed) {
        var pattern = letters(new Random(seed), "a[]^-\\*?/", 12);

        assertThatCode(() -> Glob.parse(pattern).ifPresent(glob -> glob.matches("a/b")))
                .doesNotThrowAnyException();
    }

    private static String letters(Random random, String alphabet, int lengthMax) {
        int length = random.nextInt(lengthMax);
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean obviously(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        char first = pattern.charAt(0);
        var rest = pattern.substring(1);
        if (first == '*') {
            return obviously(rest, text)
                    || (!text.isEmpty() && text.charAt(0) != '/' && obviously(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (first == '?' ? text.charAt(0) != '/' : text.charAt(0) == first)
                && obviously(rest, text.substring(1));
    }
}
