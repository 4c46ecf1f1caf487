package metalplant.core.ip;

import java.util.function.Function;
import java.util.function.Supplier;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Plans outside of a transaction, takes inside of one, and plans anew when a candidate went to somebody else meanwhile. */
public final class Candidates {
    /** Each lost round means that somebody else won one; with as many lost in a row the plant is plainly overloaded. */
    private static final int ROUNDS = 100;

    private Candidates() {}

    /**
     * Answers what {@code transact} makes of a plan none of whose candidates was taken.
     *
     * @param plan reads what is needed and proposes every candidate (addresses, child prefixes, numbers); it may use
     *     transactions of its own and draws time and ids
     * @param transact runs one {@code Store.run} in which it takes all of them
     * @throws Problem TOO_BUSY after too many lost rounds, and whatever the two throw
     */
    public static <P, T> T settle(Supplier<P> plan, Function<P, T> transact) {
        for (int round = 0; round < ROUNDS; round++) {
            var proposed = plan.get();
            try {
                return transact.apply(proposed);
            } catch (CandidateTaken taken) {
                taken.forget();
            }
        }
        throw Problem.of(
                ProblemCode.TOO_BUSY, "too many requests want the last free addresses or numbers at once, try again");
    }
}
