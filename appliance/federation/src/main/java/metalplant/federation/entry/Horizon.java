package metalplant.federation.entry;

/** For how long a plant that reaches nobody may give out new addresses of a prefix that has such an end (federation.md 3.4). */
public final class Horizon {
    /** What clocks may be wrong by: the end comes this much earlier, and a clock that is this much behind counts as unknown. */
    public static final long MARGIN_MILLIS = 24 * 3_600_000L;

    /** Below it nearly nothing would be left behind the margin. */
    public static final long MILLIS_MIN = 2 * MARGIN_MILLIS;

    /** Ten years. */
    public static final long MILLIS_MAX = 10 * 365 * MARGIN_MILLIS;

    private Horizon() {}

    static void checked(long offlineMillis) {
        if (offlineMillis != 0 && (offlineMillis < MILLIS_MIN || offlineMillis > MILLIS_MAX)) {
            throw new IllegalArgumentException(
                    "an end of allocation lies from 2 days to 10 years behind the last contact");
        }
    }

    /**
     * Whether new addresses may be given out now.
     *
     * @param offlineMillis 0 = for ever
     * @param touchedMillis when the plant was last in touch with the ledger, by its own clock then
     * @param nowMillis by its own clock now; one that is further behind than the margin counts as unknown, and unknown as too late
     */
    public static boolean open(long offlineMillis, long touchedMillis, long nowMillis) {
        if (offlineMillis == 0) {
            return true;
        }
        long passed = nowMillis - touchedMillis;
        return passed > -MARGIN_MILLIS && passed < offlineMillis - MARGIN_MILLIS;
    }
}
