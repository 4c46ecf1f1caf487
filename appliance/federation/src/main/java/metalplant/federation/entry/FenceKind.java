package metalplant.federation.entry;

/** How it is known that an evicted plant uses none of the shared addresses any more. */
public enum FenceKind {
    /** The routes are withdrawn or filtered at the uplink; two operators say so. */
    ROUTES_WITHDRAWN,
    /** The plant does not exist any more; two operators say so. */
    DESTROYED,
    /** The plant itself signed, after its eviction, that it uses nothing. */
    EMPTY_INVENTORY
}
