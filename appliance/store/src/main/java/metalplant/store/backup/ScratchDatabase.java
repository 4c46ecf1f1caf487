package metalplant.store.backup;

import static java.lang.System.Logger.Level.WARNING;

import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.store.DatabaseConfig;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import metalplant.store.kernel.SqlFailure;

/** An empty database beside the plant's, on the same server, gone with {@link #close}. What a killed process left is removed by the next one. */
public final class ScratchDatabase implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ScratchDatabase.class.getName());
    private static final String PREFIX = "metalplant_drill_";
    private static final Sql LEFT = Sql.constant(
            ScratchDatabase.class, "LEFT", "SELECT datname FROM pg_database WHERE datname LIKE ? ORDER BY datname");

    private final DatabaseConfig beside;
    private final String name;

    private ScratchDatabase(DatabaseConfig beside, String name) {
        this.beside = beside;
        this.name = name;
    }

    /**
     * Makes one. At most one process per server may do this at a time.
     *
     * @throws Problem DATABASE_UNAVAILABLE, also if the plant's user may not make databases
     */
    public static ScratchDatabase make(DatabaseConfig beside, UUID id) {
        var name = PREFIX + id.toString().replace("-", "").toLowerCase(Locale.ROOT);
        try (var connection = BackupSources.forWriting(beside).getConnection()) {
            var db = new Db(connection);
            for (var left : db.all(LEFT, row -> row.getString("datname"), PREFIX.replace("_", "\\_") + "%")) {
                if (left.matches(PREFIX + "[0-9a-f]{32}")) {
                    db.update(Sql.composed("DROP DATABASE IF EXISTS " + left));
                }
            }
            db.update(Sql.composed("CREATE DATABASE " + name));
        } catch (SQLException | SqlFailure e) {
            throw Problem.of(
                            ProblemCode.DATABASE_UNAVAILABLE,
                            "no scratch database can be made beside the plant's; may user %s make databases (CREATEDB)? %s"
                                    .formatted(beside.user(), e.getMessage()))
                    .because(e);
        }
        return new ScratchDatabase(beside, name);
    }

    /** How to reach it. */
    public DatabaseConfig config() {
        var url = beside.jdbcUrl();
        int options = url.indexOf('?');
        var place = options < 0 ? url : url.substring(0, options);
        return new DatabaseConfig(
                place.substring(0, place.lastIndexOf('/') + 1) + name + (options < 0 ? "" : url.substring(options)),
                beside.user(),
                beside.password(),
                beside.connections());
    }

    @Override
    public void close() {
        try (var connection = BackupSources.forWriting(beside).getConnection()) {
            new Db(connection).update(Sql.composed("DROP DATABASE IF EXISTS " + name));
        } catch (SQLException | SqlFailure e) {
            LOG.log(WARNING, "scratch database stays until the next drill name={0} message={1}", name, e.getMessage());
        }
    }
}
