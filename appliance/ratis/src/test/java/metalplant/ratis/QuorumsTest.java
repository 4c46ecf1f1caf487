package metalplant.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumsTest {
    private static Set<String> set(String letters) {
        return letters.chars().mapToObj(Character::toString).collect(java.util.stream.Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, ab, ab", // one to two: the second must be in before it counts
        "ab, ab, abc, ab", // two to three: the two are enough for both
        "abc, abc, abcd, abcd",
        "abc, abc, ab, ab",
        "ab, ab, a, ab",
        "abc, abc, abx, ab", // another id for one of three
        "abcde, abcde, abcdx, abcd",
    })
    void thePeersAreBroughtToASetThatServesBothSides(String peers, String before, String after, String wanted) {
        assertThat(Quorums.fitting(set(peers), set(before), set(after))).contains(set(wanted));
    }

    @Test
    void ofTwoVotersNoneCanBeReplacedInOneStep() {
        assertThat(Quorums.fitting(set("ab"), set("ab"), set("ax"))).isEmpty();
    }

    /** Against counting: every majority of up to five peers. */
    @Test
    void coverMeansThatEveryMajorityContainsOne() {
        for (int peers = 1; peers < 32; peers++) {
            for (int voters = 1; voters < 32; voters++) {
                assertThat(Quorums.cover(letters(peers), letters(voters)))
                        .as("peers %d voters %d", peers, voters)
                        .isEqualTo(counted(peers, voters));
            }
        }
    }

    private static Set<String> letters(int bits) {
        var set = new HashSet<String>();
        for (int i = 0; i < 5; i++) {
            if ((bits & 1 << i) != 0) {
                set.add("abcde".substring(i, i + 1));
            }
        }
        return set;
    }

    private static boolean counted(int peers, int voters) {
        for (int some = 0; some < 32; some++) {
            boolean majority = (some & ~peers) == 0 && 2 * Integer.bitCount(some) > Integer.bitCount(peers);
            if (majority && 2 * Integer.bitCount(some & voters) <= Integer.bitCount(voters)) {
                return false;
            }
        }
        return true;
    }
}
