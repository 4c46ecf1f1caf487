package metalplant.federation.membership;

/** Where a plant is on its way into, through and out of a federation. Durable. */
public enum Phase {
    /** On its own. */
    STANDALONE,
    /** It took an invite and is shaking hands. */
    PAIRING,
    /** It reads the ledger of the federation and checks versions. */
    PREFLIGHT,
    /** The plan is made and waits for the operators. */
    PLANNING,
    /** Nothing that the plan depends on may change. */
    FREEZING,
    /** It signed: the federation may have taken it in already. */
    COMMITTING,
    /** It is in, and reads up. */
    SYNCING,
    MEMBER,
    /** It was restored and allocates nothing from older grants. */
    RECOVERING,
    /** It gives back what it holds. */
    DRAINING,
    LEFT,
    /** Put out, or gone by itself: it works, but its shared blocks are frozen for new addresses. */
    REJOIN_REQUIRED;

    /** Whether it reads and writes the ledger. */
    public boolean inFederation() {
        return this == MEMBER || this == RECOVERING || this == DRAINING;
    }

    /** Whether its blocks may give new addresses. */
    public boolean allocates() {
        return this == MEMBER || this == RECOVERING;
    }

    /** Whether a join can still be given up by one side alone. */
    public boolean joining() {
        return this == PAIRING || this == PREFLIGHT || this == PLANNING || this == FREEZING;
    }
}
