package metalplant.federation.encoding;

/** Bounds of everything that is decoded; checked before memory is taken. */
public final class Limits {
    /** Bytes of a whole entry. */
    public static final int ENTRY_BYTES_MAX = 128 * 1024;
    /** Bytes of a text in UTF-8. */
    public static final int TEXT_BYTES_MAX = 4 * 1024;
    /** Bytes of a run of bytes. */
    public static final int BYTES_MAX = 64 * 1024;
    /** Elements of a list. */
    public static final int LIST_MAX = 4 * 1024;
    /** Bytes of a number without a fixed width: an IPv6 address, or the size of all of IPv6. */
    public static final int NUMBER_BYTES_MAX = 17;

    private Limits() {}
}
