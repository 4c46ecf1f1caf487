package metalplant.core.store;

import java.util.List;

/** Pools of integers: ASNs and VRF ids. A row is what makes a number taken. */
public interface NumberTable {
    /** Takes the number; false if it is taken. */
    boolean take(String pool, long number, String holder);

    /** Adds one more holder to a number that may be taken already. */
    void share(String pool, long number, String holder);

    /** Gives up one hold; the number is free when the last is gone. Giving up a free one does nothing. */
    void release(String pool, long number);

    /**
     * Some of the free numbers between {@code from} and {@code to}, both included, found by index: the first ones, as runs in
     * ascending order. Empty only if none is free.
     */
    List<Span> nextFree(String pool, long from, long to);
}
