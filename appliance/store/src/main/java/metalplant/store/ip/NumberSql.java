package metalplant.store.ip;

import java.math.BigInteger;
import java.util.List;
import metalplant.core.store.FreeRuns;
import metalplant.core.store.NumberTable;
import metalplant.core.store.Span;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Gaps;
import metalplant.store.kernel.Sql;

/** Table {@code number_taken}. */
public record NumberSql(Db db) implements NumberTable {
    private static final Sql TAKE = sql(
            "TAKE",
            "INSERT INTO number_taken (pool, number, holder, holds) VALUES (?, ?, ?, 1) ON CONFLICT (pool, number) DO NOTHING");
    private static final Sql SHARE = sql(
            "SHARE",
            "INSERT INTO number_taken (pool, number, holder, holds) VALUES (?, ?, ?, 1) ON CONFLICT (pool, number) DO UPDATE SET holds = number_taken.holds + 1");
    private static final Sql RELEASE_LAST =
            sql("RELEASE_LAST", "DELETE FROM number_taken WHERE pool = ? AND number = ? AND holds = 1");
    private static final Sql RELEASE_ONE =
            sql("RELEASE_ONE", "UPDATE number_taken SET holds = holds - 1 WHERE pool = ? AND number = ?");
    private static final Sql PAGE = sql(
            "PAGE",
            "SELECT number FROM number_taken WHERE pool = ? AND number >= ? AND number <= ? ORDER BY number LIMIT ?");

    private static Sql sql(String name, String text) {
        return Sql.constant(NumberSql.class, name, text);
    }

    @Override
    public boolean take(String pool, long number, String holder) {
        return db.update(TAKE, pool, number, holder) == 1;
    }

    @Override
    public void share(String pool, long number, String holder) {
        db.update(SHARE, pool, number, holder);
    }

    @Override
    public void release(String pool, long number) {
        if (db.update(RELEASE_LAST, pool, number) == 0) {
            db.update(RELEASE_ONE, pool, number);
        }
    }

    @Override
    public List<Span> nextFree(String pool, long from, long to) {
        var first = BigInteger.valueOf(from);
        var runs = new FreeRuns(first, BigInteger.valueOf(to), BigInteger.ONE);
        return Gaps.find(
                runs,
                first,
                (start, max) -> db.all(
                        PAGE,
                        row -> {
                            var number = BigInteger.valueOf(row.getLong("number"));
                            return new Gaps.Taken(number, number);
                        },
                        pool,
                        start.longValueExact(),
                        to,
                        max));
    }
}
