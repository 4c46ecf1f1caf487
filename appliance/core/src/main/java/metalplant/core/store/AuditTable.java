package metalplant.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.Bytes;

/**
 * What was done and by whom. A new entry goes in with the change that it tells of, beside all others; soon after, whoever seals puts it into the one
 * chain, where each link has the digest of the link before it.
 */
public interface AuditTable {
    /**
     * An entry that is in no chain yet.
     *
     * @param text a JSON document, never looked into here
     */
    record Fresh(UUID id, Instant at, String text) {}

    /**
     * A link of the chain.
     *
     * @param number from 1 on, without gaps
     * @param before digest of the link before it
     * @param digest over {@code before} and the text
     */
    record Link(long number, Instant at, Bytes before, Bytes digest, String text) {}

    /** The first and the last link that there are. */
    record Ends(Link first, Link last) {}

    void add(Fresh entry);

    /** Up to {@code max} entries that are in no chain, oldest first. */
    List<Fresh> fresh(int max);

    /** Takes entries out of those that are in no chain, and appends the links that were made of them. */
    void seal(List<Fresh> entries, List<Link> links);

    /** Empty if nothing was ever sealed. */
    Optional<Ends> ends();

    /** Links with a number above {@code after}, in order, at most {@code max}. */
    List<Link> after(long after, int max);

    /** Where a page of links begins or ends: behind or before the link of this time and number. */
    record Mark(Instant at, long number) {}

    /** Links behind the mark and not later than {@code to}, in order of time and number, at most {@code max}. */
    List<Link> within(Mark after, Instant to, int max);

    /** Links before the mark and not earlier than {@code from}, the newest first, at most {@code max}. */
    List<Link> newest(Instant from, Mark before, int max);

    /** The highest number among the oldest links up to {@code until}, at most {@code max} behind the first; 0 if there is none. */
    long oldest(Instant until, int max);

    /** Forgets links up to this number. */
    int forget(long upTo);
}
