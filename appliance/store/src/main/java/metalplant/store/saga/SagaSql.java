package metalplant.store.saga;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.SagaTable;
import metalplant.model.saga.SagaRecord;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code saga}: only sagas that are not finished have a row. */
public final class SagaSql implements SagaTable {
    private static final String COLUMNS =
            "id, kind, subject, step, unwinding, attempts, due, owner, lease_until, params, error, created";
    private static final Sql INSERT = Sql.constant(
            SagaSql.class, "INSERT", "INSERT INTO saga (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static final Sql FIND =
            Sql.constant(SagaSql.class, "FIND", "SELECT " + COLUMNS + " FROM saga WHERE id = ?");
    private static final Sql OF_SUBJECT =
            Sql.constant(SagaSql.class, "OF_SUBJECT", "SELECT " + COLUMNS + " FROM saga WHERE subject = ?");
    private static final Sql DUE = Sql.constant(
            SagaSql.class,
            "DUE",
            "SELECT " + COLUMNS
                    + " FROM saga WHERE due <= ? AND (owner = '' OR lease_until <= ?) ORDER BY due, id LIMIT ?");
    private static final Sql UPDATE = Sql.constant(
            SagaSql.class,
            "UPDATE",
            "UPDATE saga SET step = ?, unwinding = ?, attempts = ?, due = ?, owner = ?, lease_until = ?, error = ? WHERE id = ?");
    private static final Sql RELEASE = Sql.constant(
            SagaSql.class,
            "RELEASE",
            "UPDATE saga SET owner = '', lease_until = ? WHERE left(owner, ?) = ? AND owner <> ?");
    private static final Sql REMOVE = Sql.constant(SagaSql.class, "REMOVE", "DELETE FROM saga WHERE id = ?");

    private final Db db;

    public SagaSql(Db db) {
        this.db = db;
    }

    @Override
    public void insert(SagaRecord saga) {
        db.update(
                INSERT,
                saga.id(),
                saga.kind(),
                saga.subject(),
                (long) saga.step(),
                saga.unwinding(),
                (long) saga.attempts(),
                saga.due(),
                saga.owner(),
                saga.leaseUntil(),
                saga.params(),
                saga.error(),
                saga.created());
    }

    @Override
    public Optional<SagaRecord> find(UUID id) {
        return db.one(FIND, SagaSql::row, id);
    }

    @Override
    public List<SagaRecord> ofSubject(String subject) {
        return db.all(OF_SUBJECT, SagaSql::row, subject).stream()
                .sorted(Comparator.comparing(SagaRecord::created).thenComparing(SagaRecord::id))
                .toList();
    }

    @Override
    public List<SagaRecord> due(Instant now, int max) {
        return db.all(DUE, SagaSql::row, now, now, (long) max);
    }

    @Override
    public void update(SagaRecord saga) {
        db.update(
                UPDATE,
                (long) saga.step(),
                saga.unwinding(),
                (long) saga.attempts(),
                saga.due(),
                saga.owner(),
                saga.leaseUntil(),
                saga.error(),
                saga.id());
    }

    @Override
    public int release(String owners, String but) {
        return db.update(RELEASE, Instant.EPOCH, owners.codePointCount(0, owners.length()), owners, but);
    }

    @Override
    public void remove(UUID id) {
        db.update(REMOVE, id);
    }

    private static SagaRecord row(ResultSet row) throws SQLException {
        return new SagaRecord(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("subject"),
                row.getInt("step"),
                row.getBoolean("unwinding"),
                row.getInt("attempts"),
                Db.instant(row, "due"),
                row.getString("owner"),
                Db.instant(row, "lease_until"),
                row.getString("params"),
                row.getString("error"),
                Db.instant(row, "created"));
    }
}
