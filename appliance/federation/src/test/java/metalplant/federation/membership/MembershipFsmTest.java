package metalplant.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MembershipFsmTest {
    /** The table of the Javadoc, written down a second time. Everything else changes nothing. */
    private static final String TABLE = """
            STANDALONE FOUNDED MEMBER
            STANDALONE INVITED PAIRING
            REJOIN_REQUIRED INVITED PAIRING
            PAIRING PINNED PREFLIGHT
            PAIRING ABORTED apart
            PAIRING TIMED_OUT apart
            PAIRING VOIDED apart
            PAIRING RESTORED apart
            PREFLIGHT CHECKED PLANNING
            PREFLIGHT CHECK_FAILED apart
            PREFLIGHT ABORTED apart
            PREFLIGHT TIMED_OUT apart
            PREFLIGHT VOIDED apart
            PREFLIGHT RESTORED apart
            PLANNING PLAN_ACCEPTED FREEZING
            PLANNING ABORTED apart
            PLANNING TIMED_OUT apart
            PLANNING VOIDED apart
            PLANNING RESTORED apart
            FREEZING INVENTORY_SAME COMMITTING
            FREEZING INVENTORY_CHANGED PLANNING
            FREEZING ABORTED apart
            FREEZING TIMED_OUT apart
            FREEZING VOIDED apart
            FREEZING RESTORED apart
            COMMITTING ADDED SYNCING
            COMMITTING CONFLICT PLANNING
            COMMITTING INVITED PAIRING
            COMMITTING VOIDED apart
            COMMITTING RESTORED apart
            SYNCING AT_HEAD MEMBER
            SYNCING RESTORED RECOVERING
            SYNCING EVICTED REJOIN_REQUIRED
            SYNCING LEFT_ALONE REJOIN_REQUIRED
            MEMBER DRAIN_ORDERED DRAINING
            MEMBER RESTORED RECOVERING
            MEMBER EVICTED REJOIN_REQUIRED
            MEMBER LEFT_ALONE REJOIN_REQUIRED
            RECOVERING RECONCILED MEMBER
            RECOVERING EMPTIED LEFT
            RECOVERING EVICTED REJOIN_REQUIRED
            RECOVERING LEFT_ALONE REJOIN_REQUIRED
            DRAINING EMPTIED LEFT
            DRAINING DRAIN_REFUSED MEMBER
            DRAINING RESTORED RECOVERING
            DRAINING EVICTED REJOIN_REQUIRED
            DRAINING LEFT_ALONE REJOIN_REQUIRED
            LEFT FORGOTTEN STANDALONE
            """;

    private static final Map<String, String> EXPECTED = new HashMap<>();

    static {
        TABLE.lines().map(line -> line.split(" ")).forEach(words -> EXPECTED.put(words[0] + " " + words[1], words[2]));
    }

    static List<Arguments> everyPair() {
        var list = new ArrayList<Arguments>();
        for (var phase : Phase.values()) {
            for (var turn : Turn.values()) {
                list.add(Arguments.of(phase, turn, EXPECTED.getOrDefault(phase + " " + turn, phase.name())));
            }
        }
        return list;
    }

    @ParameterizedTest(name = "{0} and {1} lead to {2}")
    @MethodSource("everyPair")
    void everyPairOfPhaseAndTurnLeadsWhereTheTableSays(Phase phase, Turn turn, String expected) {
        for (var apart : List.of(Phase.STANDALONE, Phase.REJOIN_REQUIRED)) {
            var wanted = expected.equals("apart") ? apart : Phase.valueOf(expected);
            assertThat(MembershipFsm.next(phase, turn, apart)).isEqualTo(wanted);
        }
    }

    @Test
    void onlyMembersAllocate() {
        assertThat(Phase.values()).filteredOn(Phase::allocates).containsExactly(Phase.MEMBER, Phase.RECOVERING);
    }

    @Test
    void silenceMakesAMemberSuspectAndNothingElse() {
        long silence = MemberView.SILENCE.toMillis();
        assertThat(MemberView.of(Member.Status.ACTIVE, OptionalLong.of(silence)))
                .isEqualTo(MemberView.MEMBER);
        assertThat(MemberView.of(Member.Status.ACTIVE, OptionalLong.of(silence + 1)))
                .isEqualTo(MemberView.SUSPECT);
        assertThat(MemberView.of(Member.Status.ACTIVE, OptionalLong.empty())).isEqualTo(MemberView.SUSPECT);
        assertThat(MemberView.of(Member.Status.EVICTED, OptionalLong.of(0))).isEqualTo(MemberView.EVICTED);
    }
}
