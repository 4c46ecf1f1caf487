package metalplant.sim;

/** The oracle saw what must never be. */
public final class Violation extends RuntimeException {
    private final String invariant;

    Violation(String invariant, String message) {
        super(invariant + ": " + message);
        this.invariant = invariant;
    }

    /** Its name in federation.md, section 5. */
    public String invariant() {
        return invariant;
    }
}
