package metalplant.store.switches;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.core.store.SwitchTable;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.EntitySql;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlTable;
import metalplant.store.kernel.StoreJson;
import org.jspecify.annotations.Nullable;

/** Tables {@code switch_entity}, {@code switch_connection} (which switch a machine hangs on, by index) and {@code switch_status}. */
public final class SwitchSql extends SqlTable<Switch> implements SwitchTable {
    static final EntitySql<Switch> SQL = EntitySql.of(
            SwitchSql.class,
            "switch_entity",
            "switch",
            Switch.class,
            List.of(
                    new EntitySql.Column<>("partition_id", Switch::partitionId),
                    new EntitySql.Column<>("rack_id", Switch::rackId)));
    private static final Sql OF_RACK = SQL.where(SwitchSql.class, "OF_RACK", "WHERE partition_id = ? AND rack_id = ?");
    private static final Sql FIND_ALL = SQL.where(SwitchSql.class, "FIND_ALL", "WHERE id = ANY(?)");
    private static final Sql CONNECTED_TO = SQL.where(
            SwitchSql.class,
            "CONNECTED_TO",
            "WHERE id IN (SELECT c.switch_id FROM switch_connection c WHERE c.machine_id = ?)");
    private static final Sql CONNECTIONS = Sql.constant(
            SwitchSql.class, "CONNECTIONS", "SELECT machine_id FROM switch_connection WHERE switch_id = ?");
    private static final Sql CONNECT = Sql.constant(
            SwitchSql.class,
            "CONNECT",
            "INSERT INTO switch_connection (machine_id, switch_id) SELECT n.machine_id, ? FROM unnest(?) AS n (machine_id) ON CONFLICT (machine_id, switch_id) DO NOTHING");
    private static final Sql DISCONNECT = Sql.constant(
            SwitchSql.class, "DISCONNECT", "DELETE FROM switch_connection WHERE switch_id = ? AND machine_id = ANY(?)");
    private static final Sql STATUS =
            Sql.constant(SwitchSql.class, "STATUS", "SELECT body FROM switch_status WHERE switch_id = ?");
    private static final Sql STATUSES =
            Sql.constant(SwitchSql.class, "STATUSES", "SELECT body FROM switch_status WHERE switch_id = ANY(?)");
    private static final Sql SAVE_STATUS = Sql.constant(
            SwitchSql.class,
            "SAVE_STATUS",
            "INSERT INTO switch_status (switch_id, body) VALUES (?, ?) ON CONFLICT (switch_id) DO UPDATE SET body = excluded.body");
    private static final Sql DELETE_STATUS =
            Sql.constant(SwitchSql.class, "DELETE_STATUS", "DELETE FROM switch_status WHERE switch_id = ?");

    public SwitchSql(Db db) {
        super(db, SQL);
    }

    @Override
    public Switch insert(Switch entity) {
        var stored = super.insert(entity);
        connect(entity.id(), Set.of(), entity.connections().keySet());
        return stored;
    }

    @Override
    public Switch update(Switch entity) {
        var stored = super.update(entity);
        connect(
                entity.id(),
                new HashSet<>(connections(entity.id())),
                entity.connections().keySet());
        return stored;
    }

    @Override
    public void delete(Switch entity) {
        super.delete(entity);
        connect(entity.id(), new HashSet<>(connections(entity.id())), Set.of());
    }

    private List<String> connections(String switchId) {
        return db.all(CONNECTIONS, row -> row.getString("machine_id"), switchId);
    }

    private void connect(String switchId, Set<String> before, Set<String> after) {
        var gone = without(before, after);
        if (gone.length > 0) {
            db.update(DISCONNECT, switchId, gone);
        }
        var added = without(after, before);
        if (added.length > 0) {
            db.update(CONNECT, switchId, added);
        }
    }

    private static String[] without(Set<String> some, Set<String> others) {
        return some.stream().filter(id -> !others.contains(id)).sorted().toArray(String[]::new);
    }

    @Override
    public List<Switch> ofRack(String partitionId, String rackId) {
        return lookUp(OF_RACK, partitionId, rackId);
    }

    @Override
    public List<Switch> connectedTo(String machineId) {
        return lookUp(CONNECTED_TO, machineId);
    }

    @Override
    public List<Switch> findAll(Collection<String> ids) {
        return lookUp(FIND_ALL, (Object) ids.toArray(String[]::new));
    }

    @Override
    public Optional<SwitchStatus> status(String switchId) {
        return db.one(STATUS, row -> StoreJson.read(row.getString("body"), SwitchStatus.class), switchId);
    }

    @Override
    public Map<String, SwitchStatus> statuses(Collection<String> switchIds) {
        var statuses = new TreeMap<String, SwitchStatus>();
        db.all(STATUSES, row -> StoreJson.read(row.getString("body"), SwitchStatus.class), (Object)
                        switchIds.toArray(String[]::new))
                .forEach(status -> statuses.put(status.switchId(), status));
        return statuses;
    }

    @Override
    public void saveStatus(SwitchStatus status) {
        db.update(SAVE_STATUS, status.switchId(), StoreJson.write(status));
    }

    @Override
    public void saveStatuses(Collection<SwitchStatus> statuses) {
        var rows = new ArrayList<@Nullable Object[]>();
        statuses.forEach(status -> rows.add(new Object[] {status.switchId(), StoreJson.write(status)}));
        db.batch(SAVE_STATUS, rows);
    }

    @Override
    public void deleteStatus(String switchId) {
        db.update(DELETE_STATUS, switchId);
    }
}
