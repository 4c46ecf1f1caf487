package metalplant.router.table;

/**
 * What an id in a request may name.
 *
 * <p>{@code collection} is the path of all of them, and with {@code /{id}} behind it of one; {@code key} is the field that holds the id in a
 * document.
 */
public enum Entity {
    PARTITION("/v1/partition", "id", Stale.LABEL),
    MACHINE("/v1/machine", "id", Stale.TAG),
    NETWORK("/v1/network", "id", Stale.LABEL),
    IP("/v1/ip", "ipaddress", Stale.TAG),
    SWITCH("/v1/switch", "id", Stale.TAG),
    RESERVATION("/v1/size/reservations", "id", Stale.LABEL),
    PEERING("/v1/peering", "id", Stale.LABEL),
    IMAGE("/v1/image", "id", Stale.NEVER),
    SIZE("/v1/size", "id", Stale.NEVER),
    LAYOUT("/v1/filesystemlayout", "id", Stale.NEVER),
    CONSTRAINT("/v1/size-image-constraint", "id", Stale.NEVER),
    PROJECT("/v1/project", "id", Stale.NEVER),
    TENANT("/v1/tenant", "id", Stale.NEVER),
    REGION("/v1/region", "id", Stale.NEVER),
    ZONE("/v1/zone", "id", Stale.NEVER);

    /** How a document out of a snapshot says that it is one. */
    public enum Stale {
        /** One more element of {@code tags}. */
        TAG,
        /** One more pair in {@code labels}. */
        LABEL,
        /** Never needed: each plant has a mirror, so there are no snapshots. */
        NEVER
    }

    private final String collection;
    private final String key;
    private final Stale stale;

    Entity(String collection, String key, Stale stale) {
        this.collection = collection;
        this.key = key;
        this.stale = stale;
    }

    public String collection() {
        return collection;
    }

    public String key() {
        return key;
    }

    public Stale stale() {
        return stale;
    }

    /** Whether other plants keep mirrors, so that one plant is its home and the only one that writes. */
    public boolean mirrored() {
        return stale == Stale.NEVER;
    }
}
