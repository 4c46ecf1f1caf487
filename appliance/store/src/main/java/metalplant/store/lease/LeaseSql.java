package metalplant.store.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.LeaseTable;
import metalplant.model.lease.BootLease;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code boot_lease}. */
public final class LeaseSql implements LeaseTable {
    private static final String COLUMNS = "id, mac, partition_id, machine_id, hmac_key, created, expires, revoked";
    private static final Sql INSERT = Sql.constant(
            LeaseSql.class, "INSERT", "INSERT INTO boot_lease (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    private static final Sql FIND =
            Sql.constant(LeaseSql.class, "FIND", "SELECT " + COLUMNS + " FROM boot_lease WHERE id = ?");
    private static final Sql LIVE_OF = Sql.constant(
            LeaseSql.class,
            "LIVE_OF",
            "SELECT " + COLUMNS + " FROM boot_lease WHERE machine_id = ? AND NOT revoked AND expires > ?");
    private static final Sql LIVE_WITH = Sql.constant(
            LeaseSql.class,
            "LIVE_WITH",
            "SELECT " + COLUMNS + " FROM boot_lease WHERE mac = ? AND NOT revoked AND expires > ?");
    private static final Sql COUNT_LIVE = Sql.constant(
            LeaseSql.class, "COUNT_LIVE", "SELECT count(*) AS n FROM boot_lease WHERE expires > ? AND NOT revoked");
    private static final Sql UPDATE = Sql.constant(
            LeaseSql.class, "UPDATE", "UPDATE boot_lease SET machine_id = ?, expires = ?, revoked = ? WHERE id = ?");
    private static final Sql REVOKE_OF = Sql.constant(
            LeaseSql.class, "REVOKE_OF", "UPDATE boot_lease SET revoked = true WHERE machine_id = ? AND NOT revoked");
    private static final Sql PURGE = Sql.constant(LeaseSql.class, "PURGE", "DELETE FROM boot_lease WHERE expires < ?");

    private final Db db;

    public LeaseSql(Db db) {
        this.db = db;
    }

    @Override
    public void insert(BootLease lease) {
        db.update(
                INSERT,
                lease.id(),
                lease.mac(),
                lease.partitionId(),
                lease.machineId(),
                lease.hmacKey(),
                lease.created(),
                lease.expires(),
                lease.revoked());
    }

    @Override
    public Optional<BootLease> find(UUID id) {
        return db.one(FIND, LeaseSql::row, id);
    }

    @Override
    public List<BootLease> liveOf(String machineId, Instant now) {
        return sorted(db.all(LIVE_OF, LeaseSql::row, machineId, now));
    }

    @Override
    public List<BootLease> liveWith(String mac, Instant now) {
        return sorted(db.all(LIVE_WITH, LeaseSql::row, mac, now));
    }

    @Override
    public long countLive(Instant now) {
        return db.one(COUNT_LIVE, row -> row.getLong("n"), now).orElse(0L);
    }

    @Override
    public void update(BootLease lease) {
        db.update(UPDATE, lease.machineId(), lease.expires(), lease.revoked(), lease.id());
    }

    @Override
    public void revokeOf(String machineId) {
        db.update(REVOKE_OF, machineId);
    }

    @Override
    public int purge(Instant before) {
        return db.update(PURGE, before);
    }

    private static List<BootLease> sorted(List<BootLease> leases) {
        return leases.stream()
                .sorted(Comparator.comparing(BootLease::created).thenComparing(BootLease::id))
                .toList();
    }

    private static BootLease row(ResultSet row) throws SQLException {
        return new BootLease(
                row.getObject("id", UUID.class),
                row.getString("mac"),
                row.getString("partition_id"),
                row.getString("machine_id"),
                row.getString("hmac_key"),
                Db.instant(row, "created"),
                Db.instant(row, "expires"),
                row.getBoolean("revoked"));
    }
}
