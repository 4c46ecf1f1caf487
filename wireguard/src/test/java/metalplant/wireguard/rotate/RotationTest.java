package metalplant.wireguard.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.stream.LongStream;
import metalplant.wireguard.rotate.Rotation.Evidence;
import metalplant.wireguard.rotate.Rotation.Move;
import metalplant.wireguard.rotate.Rotation.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RotationTest {
    @ParameterizedTest(name = "{0} / {1} / up {2} silent {3} due {4}: {5}")
    @CsvSource({
        "1-1, 1-1, false, false, false, WAIT",
        "1-1, 1-1, false, false, true,  OFFER_NEXT",
        "1-1, 1+1, false, false, false, OFFER_NEXT",
        "1-1, 2-2, false, false, false, OFFER_NEXT",
        "1-1, 3-3, false, false, true,  WAIT",
        "1+1, 1-1, true,  true,  true,  WAIT",
        "1+1, 1+1, false, false, false, WAIT",
        "1+1, 1+1, true,  false, false, SEND_ON_NEXT",
        "1+1, 2-2, false, false, false, SEND_ON_NEXT",
        "1+2, 1+1, true,  true,  false, WAIT",
        "1+2, 1+2, true,  false, false, WAIT",
        "1+2, 1+2, true,  true,  false, RETIRE_OLD",
        "1+2, 2-2, true,  false, false, RETIRE_OLD",
        "1+2, 2+3, true,  false, false, RETIRE_OLD",
        "2-2, 1+2, true,  true,  false, WAIT",
    })
    void eachSituationHasOneMove(String ours, String theirs, boolean up, boolean silent, boolean due, Move move) {
        assertThat(Rotation.move(side(ours), side(theirs), new Evidence(up, silent), due))
                .isEqualTo(move);
    }

    /** "1+2" is: present key 1, a next one, sends on 2; "1-1" has no next one. */
    private static Side side(String text) {
        return new Side(text.charAt(0) - '0', text.charAt(1) == '+', text.charAt(2) - '0');
    }

    @Test
    void nobodySendsOnAKeyThatIsNotThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Side(1, false, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Side(1, true, 3));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /**
     * Two plants that hear of each other late, twice and in gaps. At every moment the generation that one sends on must be one that the
     * other still has, or the packets would be lost.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void noPacketIsSentToWhereNobodyListens(long seed) {
        var random = new Random(seed);
        var north = new Plant();
        var south = new Plant();
        int wanted = 4;
        for (int step = 0; step < 3_000 && (north.side.current() < wanted || south.side.current() < wanted); step++) {
            var actor = random.nextBoolean() ? north : south;
            var other = actor == north ? south : north;
            actor.hear(random);
            boolean bothHaveNext = actor.has(actor.side.current() + 1) && other.has(actor.side.current() + 1);
            boolean otherLeft = other.side.sendsOn() > actor.side.current();
            var evidence = new Evidence(
                    bothHaveNext && actor.knowsOfNext() && other.knowsOfNext() && random.nextInt(3) == 0,
                    otherLeft && random.nextBoolean());
            boolean due = actor.side.current() < wanted && random.nextInt(20) == 0;
            var move = Rotation.move(actor.side, actor.theirs, evidence, due);
            actor.side = Rotation.after(actor.side, move).orElse(actor.side);
            other.mail.add(actor.side);

            assertThat(other.has(actor.side.sendsOn()))
                    .as("seed %d step %d", seed, step)
                    .isTrue();
            assertThat(actor.has(other.side.sendsOn()))
                    .as("seed %d step %d", seed, step)
                    .isTrue();
        }
        assertThat(Math.min(north.side.current(), south.side.current()))
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(wanted);
    }

    /** What one plant is and what it believes of the other one. */
    private static final class Plant {
        private final ArrayDeque<Side> mail = new ArrayDeque<>();
        private Side side = Side.steady(1);
        private Side theirs = Side.steady(1);

        /** The latest news, or some of them, or none; never older ones after newer ones, because they are numbered. */
        void hear(Random random) {
            for (int i = random.nextInt(3); i > 0 && !mail.isEmpty(); i--) {
                theirs = mail.removeFirst();
            }
        }

        boolean has(int generation) {
            return side.has(generation);
        }

        boolean knowsOfNext() {
            return theirs.has(side.current() + 1) || theirs.current() > side.current();
        }
    }
}
