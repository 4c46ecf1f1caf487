package metalplant.store.peer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.PeerRequestTable;
import metalplant.federation.value.Bytes;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Table {@code peer_request}. */
public final class PeerRequestSql implements PeerRequestTable {
    private static final String COLUMNS = "id, plant, operation, life, begun, status, body";
    private static final Sql INSERT = Sql.constant(
            PeerRequestSql.class, "INSERT", "INSERT INTO peer_request (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)");
    private static final Sql FIND =
            Sql.constant(PeerRequestSql.class, "FIND", "SELECT " + COLUMNS + " FROM peer_request WHERE id = ?");
    private static final Sql ANSWERED =
            Sql.constant(PeerRequestSql.class, "ANSWERED", "UPDATE peer_request SET status = ?, body = ? WHERE id = ?");
    private static final Sql PURGE =
            Sql.constant(PeerRequestSql.class, "PURGE", "DELETE FROM peer_request WHERE begun < ?");
    /** Sorted here: an order asked for could make PostgreSQL walk through the requests of all plants. */
    private static final Sql BEGUN =
            Sql.constant(PeerRequestSql.class, "BEGUN", "SELECT begun FROM peer_request WHERE plant = ?");

    private static final Sql SHRINK =
            Sql.constant(PeerRequestSql.class, "SHRINK", "DELETE FROM peer_request WHERE plant = ? AND begun <= ?");

    private final Db db;

    public PeerRequestSql(Db db) {
        this.db = db;
    }

    @Override
    public Optional<PeerRequest> find(UUID id) {
        return db.one(FIND, PeerRequestSql::row, id);
    }

    @Override
    public void insert(PeerRequest request) {
        db.update(
                INSERT,
                request.id(),
                request.plant(),
                request.operation(),
                request.life(),
                request.begun(),
                request.status(),
                bytes(request.body()));
    }

    @Override
    public void answered(UUID id, int status, Optional<Bytes> body) {
        db.update(ANSWERED, status, bytes(body), id);
    }

    @Override
    public int purge(Instant before) {
        return db.update(PURGE, before);
    }

    @Override
    public int shrink(String plant, int max) {
        return db.all(BEGUN, row -> Db.instant(row, "begun"), plant).stream()
                .sorted(Comparator.reverseOrder())
                .skip(max)
                .findFirst()
                .map(begun -> db.update(SHRINK, plant, begun))
                .orElse(0);
    }

    /** An empty one stands for none: no answer of ours is empty. */
    private static byte[] bytes(Optional<Bytes> body) {
        return body.map(Bytes::toArray).orElse(new byte[0]);
    }

    private static PeerRequest row(ResultSet row) throws SQLException {
        var body = row.getBytes("body");
        return new PeerRequest(
                row.getObject("id", UUID.class),
                row.getString("plant"),
                row.getString("operation"),
                row.getObject("life", UUID.class),
                Db.instant(row, "begun"),
                row.getInt("status"),
                body.length == 0 ? Optional.empty() : Optional.of(Bytes.of(body)));
    }
}
