package metalplant.store.bus;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.OutboxTable;
import metalplant.model.bus.OutboxMessage;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code outbox}. The body is TEXT, so that what is published has the bytes that were decided on. */
public final class OutboxSql implements OutboxTable {
    private static final Sql ADD = Sql.constant(
            OutboxSql.class,
            "ADD",
            "INSERT INTO outbox (id, topic, what, machine_id, bound, allocation, body, created, deadline, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static final Sql OLDEST = Sql.constant(
            OutboxSql.class,
            "OLDEST",
            "SELECT id, topic, what, machine_id, bound, allocation, body, created, deadline, state FROM outbox ORDER BY created, id LIMIT ?");
    private static final Sql MARK_SENDING = Sql.constant(
            OutboxSql.class, "MARK_SENDING", "UPDATE outbox SET state = 'SENDING' WHERE id = ? AND state = 'PENDING'");
    private static final Sql MARK_PENDING =
            Sql.constant(OutboxSql.class, "MARK_PENDING", "UPDATE outbox SET state = 'PENDING' WHERE id = ?");
    private static final Sql REMOVE = Sql.constant(OutboxSql.class, "REMOVE", "DELETE FROM outbox WHERE id = ?");
    private static final Sql COUNT = Sql.constant(OutboxSql.class, "COUNT", "SELECT count(*) AS n FROM outbox");

    private final Db db;

    public OutboxSql(Db db) {
        this.db = db;
    }

    @Override
    public void add(OutboxMessage message) {
        db.update(
                ADD,
                message.id(),
                message.topic(),
                message.what(),
                message.machineId(),
                message.bound(),
                message.allocation().orElse(null),
                message.body(),
                message.created(),
                message.deadline(),
                message.state().name());
    }

    @Override
    public List<OutboxMessage> oldest(int max) {
        return db.all(OLDEST, OutboxSql::row, (long) max);
    }

    @Override
    public boolean markSending(UUID id) {
        return db.update(MARK_SENDING, id) == 1;
    }

    @Override
    public void markPending(UUID id) {
        db.update(MARK_PENDING, id);
    }

    @Override
    public void remove(UUID id) {
        db.update(REMOVE, id);
    }

    @Override
    public long count() {
        return db.one(COUNT, row -> row.getLong("n")).orElse(0L);
    }

    private static OutboxMessage row(ResultSet row) throws SQLException {
        return new OutboxMessage(
                row.getObject("id", UUID.class),
                row.getString("topic"),
                row.getString("what"),
                row.getString("machine_id"),
                row.getBoolean("bound"),
                Optional.ofNullable(row.getObject("allocation", UUID.class)),
                row.getString("body"),
                Db.instant(row, "created"),
                Db.instant(row, "deadline"),
                OutboxMessage.State.valueOf(row.getString("state")));
    }
}
