package metalplant.core.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import metalplant.core.store.FreeRuns;
import metalplant.core.store.Span;
import org.junit.jupiter.api.Test;

class NextFitTest {
    private final NextFit<String> hints = new NextFit<>();
    private final TreeSet<Integer> taken = new TreeSet<>();
    private int probes;

    private List<Span> probe(BigInteger from, BigInteger to) {
        probes++;
        var runs = new FreeRuns(from, to, BigInteger.ONE);
        taken.subSet(from.intValue(), true, to.intValue(), true)
                .forEach(number -> runs.pass(BigInteger.valueOf(number), BigInteger.valueOf(number)));
        runs.end();
        return runs.found();
    }

    private Optional<Integer> propose(int first, int last) {
        return hints.propose("pool", new Span(BigInteger.valueOf(first), BigInteger.valueOf(last)), this::probe)
                .map(BigInteger::intValue);
    }

    @Test
    void positionsOfOneLookAreAllDifferent() {
        taken.addAll(List.of(2, 5));

        var proposed = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            propose(1, 6).ifPresent(proposed::add);
        }

        assertThat(proposed).containsExactly(1, 3, 4, 6);
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void aReleasedPositionComesBackAfterTheRest() {
        for (int i = 1; i <= 3; i++) {
            propose(1, 6).ifPresent(taken::add);
        }
        taken.remove(1);

        assertThat(propose(1, 6)).contains(4);
        assertThat(propose(1, 6)).contains(5);
        assertThat(propose(1, 6)).contains(6);
        taken.addAll(List.of(4, 5, 6));
        assertThat(propose(1, 6)).contains(1);
    }

    @Test
    void nothingIsProposedOnceAllIsTakenAndAgainAfterARelease() {
        taken.addAll(List.of(1, 2, 3));

        assertThat(propose(1, 3)).isEmpty();
        taken.remove(2);
        assertThat(propose(1, 3)).contains(2);
    }

    @Test
    void whatWasForgottenIsLookedUpAgain() {
        propose(1, 9);
        taken.addAll(List.of(1, 2, 3));

        hints.forget("pool");

        assertThat(propose(1, 9)).contains(4);
    }

    @Test
    void poolsDoNotKnowOfEachOther() {
        propose(1, 9);
        var range = new Span(BigInteger.ONE, BigInteger.TEN);

        assertThat(hints.propose("other", range, this::probe)).contains(BigInteger.ONE);
    }
}
