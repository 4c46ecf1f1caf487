package metalplant.store.backup;

import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import metalplant.store.DatabaseConfig;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlFailure;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections for whoever reads or writes a whole database, beside the plant's own pool and without its bounds for requests. */
public final class BackupSources {
    private static final Sql VERSION = Sql.constant(BackupSources.class, "VERSION", "SELECT version() AS engine");
    private static final int CONNECT_SECONDS = 10;
    private static final int SOCKET_SECONDS = 600;
    private static final String SERIALIZABLE = "-c default_transaction_isolation=serializable";

    private BackupSources() {}

    /** For {@link TableSink}. */
    public static DataSource forWriting(DatabaseConfig database) {
        return source(database, SERIALIZABLE);
    }

    /**
     * For {@link TableSource}. PostgreSQL waits for a moment from which on nothing can disturb the reading, nor be disturbed by it;
     * CockroachDB has no such wait, and may end the reading instead.
     */
    public static DataSource forReading(DatabaseConfig database) {
        return isCockroach(database)
                ? forWriting(database)
                : source(
                        database,
                        SERIALIZABLE + " -c default_transaction_read_only=on -c default_transaction_deferrable=on");
    }

    /** What the engine calls itself: {@code PostgreSQL} or {@code CockroachDB}. */
    public static String engine(DatabaseConfig database) {
        return isCockroach(database) ? "CockroachDB" : "PostgreSQL";
    }

    private static boolean isCockroach(DatabaseConfig database) {
        try (var connection = forWriting(database).getConnection()) {
            return new Db(connection)
                    .one(VERSION, row -> row.getString("engine"))
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .contains("cockroach");
        } catch (SQLException | SqlFailure e) {
            throw TableSource.away(e);
        }
    }

    private static DataSource source(DatabaseConfig database, String options) {
        var source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setApplicationName("metal-plant backup");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setReWriteBatchedInserts(true);
        source.setOptions(options);
        return source;
    }
}
