package metalplant.store.kernel;

import java.time.Instant;
import java.util.Optional;

/** Table {@code schema_level}: up to which level a plant was committed, for each thing that has levels. They never go down. */
public final class LevelsSql {
    /** What the tables look like: {@link Migrations#LEVEL}. */
    public static final String SCHEMA = "schema";

    /** Which entries of a federation's ledger this plant promises to read. */
    public static final String LEDGER = "ledger";

    private static final Sql FIND =
            Sql.constant(LevelsSql.class, "FIND", "SELECT level FROM schema_level WHERE name = ?");
    private static final Sql RAISE = Sql.constant(
            LevelsSql.class,
            "RAISE",
            "INSERT INTO schema_level (name, level, committed) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET level = excluded.level, committed = excluded.committed WHERE schema_level.level < excluded.level");

    private final Db db;

    public LevelsSql(Db db) {
        this.db = db;
    }

    /** Empty if nothing was ever committed. */
    public Optional<Long> find(String name) {
        return db.one(FIND, row -> row.getLong("level"), name);
    }

    /** Whether it was lower. */
    public boolean raise(String name, int level, Instant now) {
        return db.update(RAISE, name, (long) level, now) == 1;
    }
}
