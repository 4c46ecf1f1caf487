package metalplant.store.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.AuditTable;
import metalplant.federation.value.Bytes;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;

/** Tables {@code audit_fresh} and {@code audit_link}. */
public final class AuditSql implements AuditTable {
    private static final String LINK = "SELECT number, at, before, digest, entry FROM audit_link ";

    private static final Sql ADD =
            Sql.constant(AuditSql.class, "ADD", "INSERT INTO audit_fresh (id, at, entry) VALUES (?, ?, ?)");
    private static final Sql FRESH = Sql.constant(
            AuditSql.class, "FRESH", "SELECT id, at, entry FROM audit_fresh WHERE at > ? ORDER BY at, id LIMIT ?");
    private static final Sql REMOVE = Sql.constant(AuditSql.class, "REMOVE", "DELETE FROM audit_fresh WHERE id = ?");
    private static final Sql APPEND = Sql.constant(
            AuditSql.class,
            "APPEND",
            "INSERT INTO audit_link (number, at, before, digest, entry) VALUES (?, ?, ?, ?, ?)");
    private static final Sql FIRST =
            Sql.constant(AuditSql.class, "FIRST", LINK + "WHERE number > 0 ORDER BY number LIMIT 1");
    private static final Sql LAST =
            Sql.constant(AuditSql.class, "LAST", LINK + "WHERE number > 0 ORDER BY number DESC LIMIT 1");
    private static final Sql AFTER =
            Sql.constant(AuditSql.class, "AFTER", LINK + "WHERE number > ? ORDER BY number LIMIT ?");
    private static final Sql WITHIN = Sql.constant(
            AuditSql.class, "WITHIN", LINK + "WHERE (at, number) > (?, ?) AND at <= ? ORDER BY at, number LIMIT ?");
    private static final Sql NEWEST = Sql.constant(
            AuditSql.class,
            "NEWEST",
            LINK + "WHERE (at, number) < (?, ?) AND at >= ? ORDER BY at DESC, number DESC LIMIT ?");
    private static final Sql OLDEST = Sql.constant(
            AuditSql.class, "OLDEST", "SELECT number, at FROM audit_link WHERE number > ? ORDER BY number LIMIT ?");
    private static final Sql FORGET =
            Sql.constant(AuditSql.class, "FORGET", "DELETE FROM audit_link WHERE number > 0 AND number <= ?");

    private final Db db;

    public AuditSql(Db db) {
        this.db = db;
    }

    @Override
    public void add(Fresh entry) {
        db.update(ADD, entry.id(), entry.at(), entry.text());
    }

    @Override
    public List<Fresh> fresh(int max) {
        return db.all(
                FRESH,
                row -> new Fresh(row.getObject("id", UUID.class), Db.instant(row, "at"), row.getString("entry")),
                Instant.EPOCH,
                max);
    }

    @Override
    public void seal(List<Fresh> entries, List<Link> links) {
        db.batch(
                REMOVE, entries.stream().map(entry -> new Object[] {entry.id()}).toList());
        db.batch(
                APPEND,
                links.stream()
                        .map(link -> new Object[] {
                            link.number(),
                            link.at(),
                            link.before().toArray(),
                            link.digest().toArray(),
                            link.text()
                        })
                        .toList());
    }

    @Override
    public Optional<Ends> ends() {
        return db.one(FIRST, AuditSql::link)
                .flatMap(first -> db.one(LAST, AuditSql::link).map(last -> new Ends(first, last)));
    }

    @Override
    public List<Link> after(long after, int max) {
        return db.all(AFTER, AuditSql::link, after, max);
    }

    @Override
    public List<Link> within(Mark after, Instant to, int max) {
        return db.all(WITHIN, AuditSql::link, after.at(), after.number(), to, max);
    }

    @Override
    public List<Link> newest(Instant from, Mark before, int max) {
        return db.all(NEWEST, AuditSql::link, before.at(), before.number(), from, max);
    }

    @Override
    public long oldest(Instant until, int max) {
        record Age(long number, Instant at) {}
        return db.all(OLDEST, row -> new Age(row.getLong("number"), Db.instant(row, "at")), 0L, max).stream()
                .filter(age -> !age.at().isAfter(until))
                .mapToLong(Age::number)
                .max()
                .orElse(0);
    }

    @Override
    public int forget(long upTo) {
        return db.update(FORGET, upTo);
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getLong("number"),
                Db.instant(row, "at"),
                Bytes.of(row.getBytes("before")),
                Bytes.of(row.getBytes("digest")),
                row.getString("entry"));
    }
}
