package metalplant.core.ip;

/**
 * Rolls back the transaction whose planned address, prefix or number went to somebody else meanwhile. Only
 * {@link Candidates#settle} catches it: it forgets the stale hint and plans anew. It never reaches a caller of a use case.
 */
public final class CandidateTaken extends RuntimeException {
    private final transient Runnable forget;

    /** @param forget drops the hint that led to the candidate */
    public CandidateTaken(String candidate, Runnable forget) {
        super(candidate + " was taken meanwhile", null, false, false);
        this.forget = forget;
    }

    /** Drops the hint that led here. */
    void forget() {
        forget.run();
    }
}
