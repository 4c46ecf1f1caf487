package metalplant.mesh.wordlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import metalplant.federation.signing.Ed25519;
import metalplant.mesh.TestPlant;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class RecoveryWordsTest {
    @Test
    void whatIsWrittenDownIsTheKeyAgain() {
        // given
        var key = RecoveryWords.made(TestPlant.CHANCE);

        // when
        var numbered = new StringBuilder();
        for (int i = 0; i < key.words().size(); i++) {
            numbered.append(i + 1)
                    .append(". ")
                    .append(key.words().get(i).toUpperCase())
                    .append('\n');
        }
        var read = RecoveryWords.parse(numbered.toString());

        // then
        assertThat(key.words()).hasSize(17);
        assertThat(read.signer().key()).isEqualTo(key.signer().key());
        var signature = read.signer().sign(new byte[] {1});
        assertThat(Ed25519.verify(key.signer().key(), new byte[] {1}, signature))
                .isTrue();
        assertThat(key).hasToString("***");
    }

    @Test
    void aWrongWordOrTwoThatChangedPlacesAreNoticed() {
        // given
        var random = new Random(4);
        int noticed = 0;

        // when
        for (int round = 0; round < 200; round++) {
            var words = new ArrayList<>(RecoveryWords.made(TestPlant.CHANCE).words());
            int at = random.nextInt(words.size() - 1);
            var moved = words.remove(at);
            words.add(at + 1, moved);
            noticed += refused(String.join(" ", words)) ? 1 : 0;
        }

        // then: the sum has 16 bits, so once in many thousand times chance may fit
        assertThat(noticed).isGreaterThanOrEqualTo(198);
        assertThatThrownBy(() -> RecoveryWords.parse("one two three"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("17 words");
        assertThatThrownBy(() -> RecoveryWords.parse("babab ".repeat(4) + "wrong " + "babab ".repeat(12)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("word 5");
    }

    private static boolean refused(String words) {
        try {
            RecoveryWords.parse(words);
            return false;
        } catch (Problem _) {
            return true;
        }
    }

    @Test
    void anyTwoOfThreeSheetsAreTheKeyAndOneIsNot() {
        // given
        var shares = RecoveryShares.made(TestPlant.CHANCE);
        var sheets =
                shares.sheets().stream().map(words -> String.join(" ", words)).toList();
        var key = shares.key().signer().key();

        // then
        for (var two : List.of(List.of(0, 1), List.of(0, 2), List.of(1, 2), List.of(2, 0))) {
            var joined = RecoveryShares.joined(sheets.get(two.get(0)), sheets.get(two.get(1)));
            assertThat(joined.signer().key()).isEqualTo(key);
        }
        assertThatThrownBy(() -> RecoveryShares.joined(sheets.get(1), sheets.get(1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("sheet 2 twice");
    }
}
