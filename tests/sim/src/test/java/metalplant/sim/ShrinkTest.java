package metalplant.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkTest {
    private static long failing(Mutant mutant) {
        for (long seed = 0; seed < 1_000; seed++) {
            try {
                Simulation.run(seed, mutant, false, Simulation.SILENT);
            } catch (Violation violation) {
                return seed;
            }
        }
        throw new AssertionError("nobody missed the guard: " + mutant);
    }

    @Test
    void whatIsLeftOfAFailingSeedBreaksTheSamePromiseWithFewFaults() {
        var mutant = Mutant.GRANTS_OF_AN_EARLIER_LIFE_ARE_USED;
        long seed = failing(mutant);

        var result = new Shrink(seed, mutant, _ -> {}).run().orElseThrow();

        assertThat(result.needed()).hasSizeLessThan(20);
        assertThatThrownBy(() -> Simulation.run(seed, mutant, false, result.dropped(), Simulation.SILENT))
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.invariant())
                                .isEqualTo(result.violation().invariant()));
        // and nothing more can go, for this mutant needs a restore at least
        assertThat(result.needed()).isNotEmpty();
        for (var fault : result.needed()) {
            var without = new java.util.TreeSet<>(result.dropped());
            without.add(fault);
            assertThat(breaks(seed, mutant, without, result.violation().invariant()))
                    .as("without fault %d", fault)
                    .isFalse();
        }
    }

    private static boolean breaks(long seed, Mutant mutant, Set<Integer> without, String invariant) {
        try {
            Simulation.run(seed, mutant, false, without, Simulation.SILENT);
            return false;
        } catch (Violation violation) {
            return violation.invariant().equals(invariant);
        }
    }

    @Test
    void aSeedThatBreaksNothingHasNothingToShrink() {
        assertThat(new Shrink(3, Mutant.NONE, _ -> {}).run()).isEmpty();
    }
}
