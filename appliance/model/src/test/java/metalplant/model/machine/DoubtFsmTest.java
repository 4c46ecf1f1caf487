package metalplant.model.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoubtFsmTest {
    /** Written down apart from the code: evidence, then the doubt that is left of each doubt. */
    private static final String TABLE = """
            evidence       NONE    UNHEARD   BOOTING   RUNNING   IN_PLACE  ELSEWHERE
            RESTORED       UNHEARD UNHEARD   UNHEARD   UNHEARD   UNHEARD   UNHEARD
            PHONED_HOME    NONE    RUNNING   RUNNING   RUNNING   NONE      ELSEWHERE
            NETWORK_BOOT   NONE    BOOTING   BOOTING   RUNNING   IN_PLACE  ELSEWHERE
            WAITS_FREE     NONE    NONE      BOOTING   RUNNING   IN_PLACE  ELSEWHERE
            WAITS_GIVEN    NONE    BOOTING   BOOTING   RUNNING   IN_PLACE  ELSEWHERE
            FABRIC_AGREES  NONE    IN_PLACE  IN_PLACE  NONE      IN_PLACE  ELSEWHERE
            FABRIC_DIFFERS NONE    ELSEWHERE ELSEWHERE ELSEWHERE ELSEWHERE ELSEWHERE
            ACCEPTED       NONE    NONE      NONE      NONE      NONE      NONE
            """;

    private record Case(Doubt doubt, Evidence evidence, Doubt left) {}

    private static List<List<String>> rows() {
        return TABLE.lines().map(line -> List.of(line.strip().split(" +"))).toList();
    }

    static Stream<Case> cases() {
        var heads = rows().getFirst();
        return rows().stream()
                .skip(1)
                .flatMap(row -> java.util.stream.IntStream.range(1, row.size())
                        .mapToObj(i -> new Case(
                                Doubt.valueOf(heads.get(i)),
                                Evidence.valueOf(row.getFirst()),
                                Doubt.valueOf(row.get(i)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyEvidenceLeavesTheDoubtOfTheTable(Case each) {
        assertThat(DoubtFsm.next(each.doubt(), each.evidence())).isEqualTo(each.left());
    }

    @Test
    void theTableHasEveryPair() {
        assertThat(cases())
                .hasSize(Doubt.values().length * Evidence.values().length)
                .doesNotHaveDuplicates();
    }

    @Test
    void onlyTwoWitnessesOrAnOperatorConfirmWhatWasSeenRunning() {
        var alone = Arrays.stream(Evidence.values())
                .filter(evidence -> DoubtFsm.next(Doubt.UNHEARD, evidence) == Doubt.NONE);

        assertThat(alone).containsExactly(Evidence.WAITS_FREE, Evidence.ACCEPTED);
    }
}
