package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.Bytes;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Prefix;

/**
 * What a plant keeps because it is, or becomes, part of a federation. All of it is empty as long as nobody invited it, and written by
 * one runner only; requests read members and pools where a block turns out to be somebody else's.
 */
public interface FederationTable {
    /**
     * The state of the runner.
     *
     * @param revision rises by one with each write, from 1 on
     * @param format of {@code content}
     * @param step drawn for the step that wrote it, to find out what became of a commit
     * @param reconciled the last incarnation for which all addresses in use are known
     */
    record Kept(long revision, int format, UUID step, long reconciled, Bytes content) {}

    /** Whose entries. */
    enum Log {
        /** Those of the ledger that this plant follows. */
        OWN,
        /** Those of the ledger that it reads because it wants to join. */
        CANDIDATE
    }

    /** A plant of the federation; {@code status} is for people. */
    record Member(String plant, String label, String status) {}

    /**
     * A shared prefix.
     *
     * @param pool its id in the ledger
     * @param prefixId under which its blocks are kept, and its row once a network here has it
     * @param idleBlocks blocks of it that nobody holds
     * @param offlineMillis for how long new addresses of it are given out while nobody is reached; 0 = for ever
     * @param touchedMillis when this plant was last in touch with the ledger, by its own clock; kept up to date only if there is such an
     *     end
     */
    record Pool(String pool, UUID prefixId, Cidr cidr, long idleBlocks, long offlineMillis, long touchedMillis) {
        /** Its row once this network has it. */
        public Prefix rowOf(String networkId) {
            return new Prefix(prefixId, Optional.empty(), "", networkId, cidr, false, Prefix.NO_CHILD_YET, 1);
        }
    }

    Optional<Kept> kept();

    /** Writes the state over revision {@code kept.revision() - 1}, which is nothing for the first; false if another one is there. */
    boolean keep(Kept kept);

    Optional<Bytes> entry(Log log, long seq);

    /** Entries from {@code from} on, in order, at most {@code max}. */
    List<Bytes> entries(Log log, long from, int max);

    /** Writes entries, the first with number {@code from}; none of these numbers is there yet. */
    void append(Log log, long from, List<Bytes> entries);

    void forget(Log log);

    /** All members, by plant. */
    List<Member> members();

    Optional<Member> member(String plant);

    /** Makes these the members. */
    void setMembers(List<Member> members);

    /** All shared prefixes, by pool. */
    List<Pool> pools();

    /** The shared prefix that overlaps this one, if there is one. */
    Optional<Pool> poolOverlapping(Cidr cidr);

    Optional<Pool> poolOf(UUID prefixId);

    /** Writes a shared prefix, new or known; {@code touchedMillis} only if it is new or has another {@code offlineMillis} than before. */
    void save(Pool pool);

    /** This plant was in touch with the ledger at this time: of prefixes that have an end without that. */
    void touch(long millis);

    void removePool(String pool);
}
