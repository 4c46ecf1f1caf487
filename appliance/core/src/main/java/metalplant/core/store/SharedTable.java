package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.Version;
import metalplant.federation.value.Bytes;

/**
 * What this plant knows of entities that plants share: of its own, what is to be published; of those of others, under which id they
 * are shown here. Written in the same transaction as the entity itself.
 */
public interface SharedTable {
    /**
     * One entity.
     *
     * @param id internal id of the entity, the same in all plants
     * @param place of its kind: what others refer to comes first
     * @param localId under which it is kept here
     * @param home "" = this plant, else the plant that alone changes it
     * @param published number of the version that the ledger has; -1 = none
     * @param name its bare name in the ledger
     * @param brought it was here before this plant became part of the federation
     * @param deleted an own one that is gone here and not yet elsewhere, or one of another plant that is gone there and used here
     * @param pending the ledger does not have this version yet
     */
    record Row(
            UUID id,
            String kind,
            int place,
            String localId,
            String home,
            Version version,
            long published,
            String name,
            Bytes content,
            boolean brought,
            boolean deleted,
            boolean pending) {
        public boolean isOwn() {
            return home.isEmpty();
        }
    }

    Optional<Row> find(UUID id);

    /** Says that these rows are going to be asked for, so that they are read at once. */
    default void expect(Collection<UUID> ids) {}

    /** What is to be published, by place and id, at most {@code max}. */
    List<Row> pending(int max);

    /** Every row, by place and id. */
    List<Row> all();

    /** Writes a row, new or known. */
    void save(Row row);

    void remove(UUID id);
}
