package metalplant.store.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs statements on one connection. Parameters: String, Long, Integer, Boolean, UUID, Instant, BigInteger, Json, String[], null. */
public final class Db {
    private static final int BATCH_ROWS = 500;

    private final Connection connection;
    private final Runnable roundTrip;

    public Db(Connection connection) {
        this(connection, () -> {});
    }

    /** @param roundTrip told each time that the database is waited for */
    public Db(Connection connection, Runnable roundTrip) {
        this.connection = connection;
        this.roundTrip = roundTrip;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** A JSON text that goes into a JSONB column. */
    public record Json(String text) {}

    public <T> Optional<T> one(Sql sql, Row<T> row, @Nullable Object... args) {
        try (var statement = prepare(sql, args);
                var rows = rows(statement)) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw new SqlFailure(sql.source(), e);
        }
    }

    public <T> List<T> all(Sql sql, Row<T> row, @Nullable Object... args) {
        try (var statement = prepare(sql, args);
                var rows = rows(statement)) {
            var result = new ArrayList<T>();
            while (rows.next()) {
                result.add(row.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new SqlFailure(sql.source(), e);
        }
    }

    /** Number of rows written. */
    public int update(Sql sql, @Nullable Object... args) {
        try (var statement = prepare(sql, args)) {
            roundTrip.run();
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure(sql.source(), e);
        }
    }

    /** Runs one statement for many parameter sets, a few hundred at a time. What each of them wrote the driver does not say. */
    public void batch(Sql sql, Collection<@Nullable Object[]> sets) {
        try (var statement = connection.prepareStatement(sql.text())) {
            int pending = 0;
            for (var args : sets) {
                bind(statement, args);
                statement.addBatch();
                pending++;
                if (pending == BATCH_ROWS) {
                    roundTrip.run();
                    statement.executeBatch();
                    pending = 0;
                }
            }
            if (pending > 0) {
                roundTrip.run();
                statement.executeBatch();
            }
        } catch (SQLException e) {
            throw new SqlFailure(sql.source(), e);
        }
    }

    private ResultSet rows(PreparedStatement statement) throws SQLException {
        roundTrip.run();
        return statement.executeQuery();
    }

    private PreparedStatement prepare(Sql sql, @Nullable Object[] args) throws SQLException {
        var statement = connection.prepareStatement(sql.text());
        try {
            bind(statement, args);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case Instant instant -> statement.setObject(index, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
            case BigInteger number -> statement.setBigDecimal(index, new BigDecimal(number));
            case Json json -> statement.setObject(index, json.text(), Types.OTHER);
            case String[] texts -> statement.setArray(index, connection.createArrayOf("text", texts));
            case UUID[] ids -> statement.setArray(index, connection.createArrayOf("uuid", ids));
            case null, default -> statement.setObject(index, value);
        }
    }

    /** Reads a TIMESTAMPTZ column. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Reads a nullable TIMESTAMPTZ column. */
    public static Optional<Instant> maybeInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Reads a NUMERIC(39,0) column. */
    public static BigInteger integer(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }
}
