package metalplant.store.peering;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import metalplant.core.store.PeeringTable;
import metalplant.model.peering.Peering;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.EntitySql;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlTable;

/** Table {@code peering_entity}. */
public final class PeeringSql extends SqlTable<Peering> implements PeeringTable {
    static final EntitySql<Peering> SQL = EntitySql.of(
            PeeringSql.class,
            "peering_entity",
            "peering",
            Peering.class,
            List.of(
                    new EntitySql.Column<>("network1", Peering::network1),
                    new EntitySql.Column<>("network2", Peering::network2),
                    new EntitySql.Column<>("partition_id", Peering::partitionId)));
    /** Two look-ups, because one with OR could go through the whole table. */
    private static final Sql OF_FIRST = SQL.where(PeeringSql.class, "OF_FIRST", "WHERE network1 = ANY(?)");

    private static final Sql OF_SECOND = SQL.where(PeeringSql.class, "OF_SECOND", "WHERE network2 = ANY(?)");
    private static final Sql OF_PARTITION = SQL.where(PeeringSql.class, "OF_PARTITION", "WHERE partition_id = ?");

    public PeeringSql(Db db) {
        super(db, SQL);
    }

    @Override
    public List<Peering> ofNetworks(Collection<String> networkIds) {
        var ids = networkIds.toArray(String[]::new);
        return Stream.concat(lookUp(OF_FIRST, (Object) ids).stream(), lookUp(OF_SECOND, (Object) ids).stream())
                .distinct()
                .sorted(Comparator.comparing(Peering::id))
                .toList();
    }

    @Override
    public List<Peering> ofPartition(String partitionId) {
        return lookUp(OF_PARTITION, partitionId);
    }
}
