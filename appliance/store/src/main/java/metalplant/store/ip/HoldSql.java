package metalplant.store.ip;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code ip_hold}: addresses of shared prefixes that were given back and are nobody's for a while. */
record HoldSql(Db db) {
    private static final String IN_RANGE =
            " FROM ip_hold WHERE prefix_id = ? AND address >= ? AND address <= ? AND until > ?";
    private static final Sql HOLD = sql(
            "HOLD",
            "INSERT INTO ip_hold (prefix_id, address, until) VALUES (?, ?, ?) ON CONFLICT (prefix_id, address) DO UPDATE SET until = excluded.until");
    private static final Sql HELD =
            sql("HELD", "SELECT until FROM ip_hold WHERE prefix_id = ? AND address = ? AND until > ?");
    private static final Sql PAGE = sql("PAGE", "SELECT address" + IN_RANGE + " ORDER BY address LIMIT ?");
    private static final Sql LIVE =
            sql("LIVE", "SELECT count(*) AS live FROM (SELECT address" + IN_RANGE + " LIMIT ?) AS held");
    private static final Sql FORGET = sql("FORGET", "DELETE FROM ip_hold WHERE until <= ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(HoldSql.class, name, text);
    }

    void hold(UUID prefixId, BigInteger address, Instant until) {
        db.update(HOLD, prefixId, address, until);
    }

    boolean isHeld(UUID prefixId, BigInteger address, Instant now) {
        return db.one(HELD, row -> Db.instant(row, "until"), prefixId, address, now)
                .isPresent();
    }

    List<BigInteger> held(UUID prefixId, BigInteger from, BigInteger to, Instant now, int max) {
        return db.all(PAGE, row -> Db.integer(row, "address"), prefixId, from, to, now, max);
    }

    long live(UUID prefixId, BigInteger from, BigInteger to, Instant now, long max) {
        return db.one(LIVE, row -> row.getLong("live"), prefixId, from, to, now, max)
                .orElse(0L);
    }

    void forget(Instant now) {
        db.update(FORGET, now);
    }
}
