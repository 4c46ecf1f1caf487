package metalplant.store.federation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.FederationTable.Pool;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.store.ip.Families;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code fed_pool}: shared prefixes, which are disjoint, so that what overlaps a range is the last that begins before its end. */
record PoolSql(Db db) {
    private static final String COLUMNS =
            "pool, prefix_id, bits, lo, mask_length, idle_blocks, offline_millis, touched_millis";
    private static final Sql LIST = sql("LIST", "SELECT " + COLUMNS + " FROM fed_pool ORDER BY pool");
    private static final Sql LAST_BEFORE = sql(
            "LAST_BEFORE", "SELECT " + COLUMNS + " FROM fed_pool WHERE bits = ? AND lo <= ? ORDER BY lo DESC LIMIT 1");
    private static final Sql OF_PREFIX = sql("OF_PREFIX", "SELECT " + COLUMNS + " FROM fed_pool WHERE prefix_id = ?");
    private static final Sql SAVE = sql(
            "SAVE",
            "INSERT INTO fed_pool (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool) DO UPDATE SET prefix_id = excluded.prefix_id, idle_blocks = excluded.idle_blocks, touched_millis = CASE WHEN fed_pool.offline_millis = excluded.offline_millis THEN fed_pool.touched_millis ELSE excluded.touched_millis END, offline_millis = excluded.offline_millis");
    private static final Sql TOUCH = sql("TOUCH", "UPDATE fed_pool SET touched_millis = ? WHERE offline_millis > 0");
    private static final Sql REMOVE = sql("REMOVE", "DELETE FROM fed_pool WHERE pool = ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(PoolSql.class, name, text);
    }

    List<Pool> list() {
        return db.all(LIST, PoolSql::row);
    }

    Optional<Pool> overlapping(Cidr cidr) {
        return db.one(
                        LAST_BEFORE,
                        PoolSql::row,
                        Families.column(cidr.family()),
                        cidr.last().value())
                .filter(pool -> pool.cidr().overlaps(cidr));
    }

    Optional<Pool> ofPrefix(UUID prefixId) {
        return db.one(OF_PREFIX, PoolSql::row, prefixId);
    }

    void save(Pool pool) {
        var cidr = pool.cidr();
        db.update(
                SAVE,
                pool.pool(),
                pool.prefixId(),
                Families.column(cidr.family()),
                cidr.first().value(),
                cidr.length(),
                pool.idleBlocks(),
                pool.offlineMillis(),
                pool.touchedMillis());
    }

    void touch(long millis) {
        db.update(TOUCH, millis);
    }

    void remove(String pool) {
        db.update(REMOVE, pool);
    }

    private static Pool row(ResultSet row) throws SQLException {
        var first = new IpAddress(Families.read(row), Db.integer(row, "lo"));
        return new Pool(
                row.getString("pool"),
                row.getObject("prefix_id", UUID.class),
                new Cidr(first, row.getInt("mask_length")),
                row.getLong("idle_blocks"),
                row.getLong("offline_millis"),
                row.getLong("touched_millis"));
    }
}
