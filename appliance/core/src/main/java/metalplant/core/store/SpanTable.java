package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far projects and shared networks reach into the plants of the federation, where requests can read it: written with the entries of
 * the ledger, and empty without one. Beside it what this plant wants to claim.
 */
public interface SpanTable {
    /**
     * One claim.
     *
     * @param id internal id of the project or network
     * @param prefixes as texts, in order; none if the plant only asks, or has nothing
     */
    record Row(UUID id, String plant, List<String> prefixes) {
        public Row {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** What the ledger says of this one, by plant. */
    List<Row> of(UUID id);

    /** What the ledger says of all of these, by id and plant. */
    List<Row> ofAll(Collection<UUID> ids);

    /** Writes what the ledger says of one plant. */
    void save(Row row);

    /** The ledger says nothing more of this one. */
    void forget(UUID id);

    /** The ledger says nothing more of this one and this plant. */
    void forget(UUID id, String plant);

    /** The ledger says nothing more of this plant. */
    void forgetPlant(String plant);

    /** Whether anything is wanted of this one, and what. */
    Optional<List<String>> wanted(UUID id);

    /** What is wanted, by id, at most {@code max}. */
    List<Row> wanted(int max);

    /** Remembers that this plant wants to claim this. */
    void want(UUID id, List<String> prefixes);

    /** Nothing is wanted of this one any more. */
    void satisfied(UUID id);

    /** Forgets everything. */
    void clear();
}
