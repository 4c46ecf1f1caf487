package metalplant.federation.carrier;

import java.util.List;
import metalplant.federation.entry.Head;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * Replicates the entries of one lineage. Implemented by Apache Ratis (one group per lineage; the group id follows from the hash
 * of the entry that opened it) and, for the simulator, by a model.
 *
 * <p>What an implementation promises:
 *
 * <ul>
 *   <li>Committed means durable on a majority of the voters, which with two voters are both.
 *   <li>An entry is committed only directly behind {@code expectedHead}; the state machine of the log compares when it applies, so
 *       that of two entries for one place one is committed and the other conflicts. The same bytes may be sent again at any time.
 *   <li>The voters are those of the last {@code VoterSet} in the log, less those evicted since. Whatever is committed is on a majority of the
 *       voters before and behind a change, one voter at a time. A new voter counts once it has caught up; entries wait for that, unless it cannot be reached and the others are enough.
 *   <li>A voter never forgets: one that lost its log or vote must not come back under the same peer id.
 *   <li>Entries are bytes to it. What is no entry, or is against the rules of the ledger, is never committed; where rules are newer than an implementation, it stops
 *       before the first entry that it does not understand.
 * </ul>
 */
public interface Carrier {
    /** Opens a lineage with the voters that its log names, starting from a copy of the log so far. Idempotent. */
    void open(Hash lineage, List<Bytes> log);

    /**
     * Tries to put an entry behind {@code expectedHead}.
     *
     * @return what is known; never throws for a link that is down, that is {@link Outcome.Unknown}
     */
    Outcome append(Hash lineage, Head expectedHead, Bytes entry);

    /**
     * Committed entries from {@code from} on, at most {@code max} and at most what one message holds: those that this plant's voter has applied, or, without one, some
     * other voter that answers. They may lag behind what a quorum knows, never run ahead of it; to send the same bytes again is how an unknown outcome is decided.
     */
    List<Bytes> read(Hash lineage, long from, int max);

    /**
     * Stops the local voter in this lineage for good, durably, and only then gives everything that it ever acknowledged there,
     * committed or not: what a break-glass carries over. If it went on voting, the lineage that is left could still commit.
     */
    List<Bytes> close(Hash lineage);

    /** What became of an append. */
    sealed interface Outcome {
        /** It is committed and the ledger ends with it. */
        record Committed(Head head) implements Outcome {}

        /** It is not the end of the ledger: another entry stands in its place, others stand behind it already, or it was refused. Read. */
        record Conflict(Head head) implements Outcome {}

        /** It may be committed now, later or never. Read before anything else is tried. */
        record Unknown() implements Outcome {}
    }
}
