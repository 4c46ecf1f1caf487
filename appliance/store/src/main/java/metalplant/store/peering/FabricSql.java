package metalplant.store.peering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metalplant.core.store.FabricTable;
import metalplant.core.store.Page;
import metalplant.model.peering.SwitchFabric;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.StoreJson;

/** Table {@code switch_fabric}. */
public final class FabricSql implements FabricTable {
    private static final Sql FIND =
            Sql.constant(FabricSql.class, "FIND", "SELECT body FROM switch_fabric WHERE switch_id = ?");
    /** Sorted here: an order asked for could make PostgreSQL walk through the switches of all partitions. */
    private static final Sql OF_PARTITION =
            Sql.constant(FabricSql.class, "OF_PARTITION", "SELECT body FROM switch_fabric WHERE partition_id = ?");

    private static final Sql LIST =
            Sql.constant(FabricSql.class, "LIST", "SELECT body FROM switch_fabric ORDER BY switch_id");
    private static final Sql PAGE = Sql.constant(
            FabricSql.class, "PAGE", "SELECT body FROM switch_fabric WHERE switch_id > ? ORDER BY switch_id LIMIT ?");
    private static final Sql SAVE = Sql.constant(
            FabricSql.class,
            "SAVE",
            "INSERT INTO switch_fabric (switch_id, partition_id, body) VALUES (?, ?, ?) ON CONFLICT (switch_id) DO UPDATE SET partition_id = excluded.partition_id, body = excluded.body");
    private static final Sql DELETE =
            Sql.constant(FabricSql.class, "DELETE", "DELETE FROM switch_fabric WHERE switch_id = ?");

    private final Db db;

    public FabricSql(Db db) {
        this.db = db;
    }

    @Override
    public Optional<SwitchFabric> find(String switchId) {
        return db.one(FIND, FabricSql::row, switchId);
    }

    @Override
    public List<SwitchFabric> ofPartition(String partitionId) {
        return db.all(OF_PARTITION, FabricSql::row, partitionId).stream()
                .sorted(Comparator.comparing(SwitchFabric::switchId))
                .toList();
    }

    @Override
    public List<SwitchFabric> list() {
        return db.all(LIST, FabricSql::row);
    }

    @Override
    public Page<SwitchFabric, String> page(String after, int max) {
        return Page.of(db.all(PAGE, FabricSql::row, after, max), max, SwitchFabric::switchId);
    }

    @Override
    public void save(SwitchFabric fabric) {
        db.update(SAVE, fabric.switchId(), fabric.partitionId(), StoreJson.write(fabric));
    }

    @Override
    public void delete(String switchId) {
        db.update(DELETE, switchId);
    }

    private static SwitchFabric row(ResultSet row) throws SQLException {
        return StoreJson.read(row.getString("body"), SwitchFabric.class);
    }
}
