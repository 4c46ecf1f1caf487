package metalplant.core.store;

import java.util.OptionalLong;

/** Pools of integers: ASNs and VRF ids. A row is what makes a number taken. */
public interface NumberTable {
    /** Takes the number; false if it is taken. */
    boolean take(String pool, long number, String holder);

    /** Adds one more holder to a number that may be taken already. */
    void share(String pool, long number, String holder);

    /** Gives up one hold; the number is free when the last is gone. Giving up a free one does nothing. */
    void release(String pool, long number);

    /** The first free number from {@code from} to {@code to}, found by index. */
    OptionalLong nextFree(String pool, long from, long to);
}
