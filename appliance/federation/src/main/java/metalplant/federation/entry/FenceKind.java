package metalplant.federation.entry;

/**
 * How it is known that an evicted plant uses none of the shared addresses any more, and gives none to anybody. The same is said of
 * each plant that joined a federation through it without this ledger knowing: those the ledger cannot ask.
 */
public enum FenceKind {
    /** The routes are withdrawn or filtered at the uplink, and its links to all other plants are cut; two operators say so. */
    ROUTES_WITHDRAWN,
    /** The plant does not exist any more; two operators say so. */
    DESTROYED,
    /** The plant itself signed, after its eviction, that it uses nothing. */
    EMPTY_INVENTORY
}
