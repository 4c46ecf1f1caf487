package metalplant.federation.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import org.junit.jupiter.api.Test;

class InviteTest {
    private static final UUID JOIN = new UUID(0, 1);
    private static final Bytes SECRET = Bytes.of(new byte[Invite.SECRET_SIZE]);
    private static final Bytes WRONG = SECRET.withFlippedBit(3);
    private static final PlantId SOUTH = TestLedger.plant(2, "south").id();
    private static final PlantId WEST = TestLedger.plant(3, "west").id();
    private static final InviteBook BOOK = InviteBook.NONE.with(
            new Invite(
                    JOIN,
                    TestLedger.FEDERATION,
                    0,
                    "",
                    TestLedger.plant(1, "north").signer().key(),
                    SECRET),
            1_000);

    private static String why(InviteBook.Answer answer) {
        return answer instanceof InviteBook.Answer.Wrong wrong ? wrong.why() : "good";
    }

    @Test
    void theFirstPlantWithTheSecretOwnsTheInviteAndMayAskAgain() {
        var answer = BOOK.shown(JOIN, SECRET, SOUTH);
        assertThat(why(answer)).isEqualTo("good");
        assertThat(why(answer.book().shown(JOIN, SECRET, SOUTH))).isEqualTo("good");
        assertThat(why(answer.book().shown(JOIN, SECRET, WEST))).contains("another plant");
        assertThat(answer.book().ownedBy(JOIN, SOUTH)).isTrue();
        assertThat(answer.book().ownedBy(JOIN, WEST)).isFalse();
    }

    @Test
    void threeWrongSecretsBurnIt() {
        var once = BOOK.shown(JOIN, WRONG, WEST);
        var twice = once.book().shown(JOIN, WRONG, WEST);
        assertThat(why(twice.book().shown(JOIN, SECRET, SOUTH))).isEqualTo("good");
        var thrice = twice.book().shown(JOIN, WRONG, WEST);
        assertThat(why(thrice)).contains("burned");
        assertThat(why(thrice.book().shown(JOIN, SECRET, SOUTH))).contains("no such invite");
    }

    @Test
    void itBurnsByAge() {
        assertThat(why(BOOK.aged(999).shown(JOIN, SECRET, SOUTH))).isEqualTo("good");
        assertThat(why(BOOK.aged(1_000).shown(JOIN, SECRET, SOUTH))).contains("no such invite");
    }

    @Test
    void theBookIsBounded() {
        var book = InviteBook.NONE;
        for (int i = 0; i < 100; i++) {
            book = book.with(
                    new Invite(
                            new UUID(1, i),
                            TestLedger.FEDERATION,
                            0,
                            "",
                            TestLedger.plant(1, "north").signer().key(),
                            SECRET),
                    1_000);
        }
        assertThat(book.pending().size()).isEqualTo(InviteBook.PENDING_MAX);
    }

    @Test
    void bothScreensShowTheSameFourWordsAndAStrangerOthers() {
        var north = TestLedger.plant(1, "north").signer().key();
        var south = TestLedger.plant(2, "south").signer().key();
        var west = TestLedger.plant(3, "west").signer().key();
        var words = CheckWords.of(north, south, SECRET);
        assertThat(words).hasSize(4).allMatch(word -> word.matches("[b-z][aiou][b-z][aiou][b-z]"));
        assertThat(CheckWords.of(south, north, SECRET)).isEqualTo(words);
        assertThat(CheckWords.of(west, north, SECRET)).isNotEqualTo(words);
        assertThat(CheckWords.of(south, north, WRONG)).isNotEqualTo(words);
    }
}
