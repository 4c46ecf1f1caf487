package metalplant.fabric.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import metalplant.fabric.change.Rollout.State;
import metalplant.fabric.change.Rollout.Turn;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static Turn turn(String name, String stands, State state) {
        return new Turn(name, stands, state);
    }

    @Test
    void ofEachPairOneMayBegin() {
        assertThat(Rollout.next(List.of(
                        turn("leaf02", "rack1", State.WAITING),
                        turn("leaf01", "rack1", State.WAITING),
                        turn("leaf03", "rack2", State.VERIFIED),
                        turn("leaf04", "rack2", State.WAITING),
                        turn("exit01", "exits", State.CHANGING),
                        turn("exit02", "exits", State.WAITING))))
                .containsExactly("leaf01", "leaf04");
    }

    @Test
    void ofTwoThatWaitTheOneThatBeganIsNext() {
        assertThat(Rollout.next(List.of(
                        new Turn("leaf01", "rack1", State.WAITING, Instant.EPOCH.plusSeconds(1)),
                        new Turn("leaf02", "rack1", State.WAITING, Instant.EPOCH))))
                .containsExactly("leaf02");
    }

    @Test
    void oneThatFailedHoldsTheOtherBack() {
        assertThat(Rollout.next(List.of(turn("leaf01", "rack1", State.FAILED), turn("leaf02", "rack1", State.WAITING))))
                .isEmpty();
    }

    @Test
    void twoThatStandInForEachOtherNeverChangeAtOnceAndAllComeToTheEnd() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        var turns = new ArrayList<Turn>();
        for (int i = 0; i < 12; i++) {
            turns.add(turn("s" + i, "g" + i % 5, State.WAITING));
        }
        int left = 0;
        while (turns.stream().anyMatch(each -> each.state() != State.VERIFIED)) {
            assertThat(left++).isLessThan(1000);
            int any = random.nextInt(turns.size());
            var one = turns.get(any);
            if (one.state() == State.CHANGING) {
                turns.set(any, turn(one.name(), one.stands(), State.VERIFIED));
            } else if (Rollout.next(turns).contains(one.name())) {
                turns.set(any, turn(one.name(), one.stands(), State.CHANGING));
            }
            assertThat(turns.stream()
                            .filter(each -> each.state() == State.CHANGING)
                            .map(Turn::stands))
                    .doesNotHaveDuplicates();
        }
    }
}
