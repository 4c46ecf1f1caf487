package metalplant.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests of the test: with a guard left out, the oracle must object before long. */
class MutantTest {
    private static final int SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(value = Mutant.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aMissingGuardIsMissed(Mutant mutant) {
        for (long seed = first(mutant); seed < first(mutant) + SEEDS; seed++) {
            try {
                Simulation.run(seed, mutant, false, Simulation.SILENT);
            } catch (Violation violation) {
                assertThat(expected(mutant)).as(violation.getMessage()).contains(violation.invariant());
                return;
            }
        }
        fail("nobody missed the guard in %d seeds: %s", SEEDS, mutant);
    }

    /** Where to begin: one that takes more than a thousand seeds begins shortly before the first that shows it. */
    private static long first(Mutant mutant) {
        return switch (mutant) {
            case FOLLOWERS_ARE_NOT_AWAITED -> 890;
            case SIGNED_AWAY_AND_FORGOTTEN -> 1_000;
            case REQUESTS_WORK_TWICE -> 1_950;
            default -> 0;
        };
    }

    /** Which promises may break first. */
    private static Set<String> expected(Mutant mutant) {
        return switch (mutant) {
            case NONE -> Set.of();
            case GRANTS_OF_AN_EARLIER_LIFE_ARE_USED -> Set.of("I14", "I1", "I2");
            case QUARANTINE_ENDS_WITHOUT_PROOF, WHAT_IS_SEEN_ALIVE_IS_FREED -> Set.of("I5");
            case ONE_OF_TWO_IS_A_QUORUM -> Set.of("I6", "I1", "I2");
            case FOREIGN_RESERVES_ARE_USED_AFTER_BREAK_GLASS -> Set.of("I2b", "I2", "I1");
            case BLOCKS_ARE_RETURNED_WITH_ADDRESSES -> Set.of("I5");
            case RETURNED_BLOCKS_ARE_STILL_USED -> Set.of("I4", "I1", "L1");
            case A_WIPED_VOTER_KEEPS_ITS_PEER_ID -> Set.of("I6", "I1", "I2");
            case SIGNED_AWAY_AND_FORGOTTEN, ANYBODY_SIGNS_A_RESERVE_AWAY -> Set.of("I2", "I2b", "I1");
            case EVICTED_PLANTS_WRITE -> Set.of("I8", "I6");
            case NAMES_ARE_TAKEN_TWICE -> Set.of("I9");
            case ANYBODY_CHANGES_AN_ENTITY, OLDER_VERSIONS_WIN -> Set.of("I10");
            case REQUESTS_WORK_TWICE -> Set.of("I13");
            case TOMBSTONES_VANISH -> Set.of("I15");
            case SPANS_ARE_NOT_CLAIMED, HOMES_DO_NOT_SPEAK_FIRST -> Set.of("I11");
            case PREFIXES_ARE_NOT_CLAIMED -> Set.of("I1");
            case FOLLOWERS_ARE_NOT_AWAITED -> Set.of("I2", "I1", "I5");
            case TWINS_ARE_NOT_TOLD -> Set.of("I1", "I3", "I4", "I5", "I6");
            case LEVELS_ARE_NOT_WAITED_FOR -> Set.of("4.3");
            case ALLOCATION_NEEDS_A_LINK -> Set.of("I12");
        };
    }
}
