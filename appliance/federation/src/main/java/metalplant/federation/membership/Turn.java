package metalplant.federation.membership;

/** What may happen to a plant on its way. */
public enum Turn {
    /** It made the genesis, at its first invite. */
    FOUNDED,
    /** Its operator gave it an invite. */
    INVITED,
    /** Keys are pinned on both sides. */
    PINNED,
    CHECKED,
    CHECK_FAILED,
    /** Both operators accepted the plan. */
    PLAN_ACCEPTED,
    INVENTORY_SAME,
    INVENTORY_CHANGED,
    /** Its MemberAdd is in the ledger. */
    ADDED,
    /** Another entry changed what the plan was made from. */
    CONFLICT,
    /** The inviter will never add it. */
    VOIDED,
    /** The mirror has everything. */
    AT_HEAD,
    DRAIN_ORDERED,
    /** Nobody else would stay. */
    DRAIN_REFUSED,
    /** Its MemberLeft is in the ledger, or it was the last one. */
    EMPTIED,
    FORGOTTEN,
    /** It read that it was evicted. */
    EVICTED,
    /** It left alone, without telling anybody. */
    LEFT_ALONE,
    RESTORED,
    RECONCILED,
    /** The operator gave up. */
    ABORTED,
    /** The fail-safe timer ran out. */
    TIMED_OUT
}
