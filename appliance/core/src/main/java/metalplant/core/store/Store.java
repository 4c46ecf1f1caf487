package metalplant.core.store;

import java.util.Optional;

/**
 * Runs closures in SERIALIZABLE transactions. A closure may run many times: only table calls and pure code inside; time, chance
 * and ids are drawn before it.
 */
public interface Store {
    /**
     * Runs {@code work} and commits.
     *
     * @param name names the transaction in logs and metrics
     * @throws metalplant.model.Problem TOO_BUSY after too many conflicts, DATABASE_UNAVAILABLE if nothing was written,
     *     OUTCOME_UNKNOWN if the connection was lost during commit; and whatever {@code work} throws, after a rollback
     */
    <T> T run(String name, Work<T> work);

    /**
     * As {@link #run(String, Work)}, but settles an unknown outcome: {@code landed} looks for what the first try wrote (by an id
     * chosen outside); if it finds it, that is the answer, else {@code work} runs again.
     */
    <T> T run(String name, Work<Optional<T>> landed, Work<T> work);

    /** Runs {@code work} on one consistent snapshot; writes fail. */
    <T> T read(String name, Work<T> work);

    /** Whether the database answers now. */
    boolean reachable();

    /** A closure over the tables of one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T in(Tx tx);
    }
}
