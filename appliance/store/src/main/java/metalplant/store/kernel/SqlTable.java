package metalplant.store.kernel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import metalplant.core.store.Page;
import metalplant.core.store.Table;
import metalplant.model.Entity;
import metalplant.model.Problem;

/** {@link Table} on an {@link EntitySql}. */
public class SqlTable<E extends Entity<E>> implements Table<E> {
    protected final Db db;
    private final EntitySql<E> sql;

    public SqlTable(Db db, EntitySql<E> sql) {
        this.db = db;
        this.sql = sql;
    }

    @Override
    public String kind() {
        return sql.kind();
    }

    @Override
    public Optional<E> find(String id) {
        return db.one(sql.find(), this::row, id);
    }

    @Override
    public List<E> list() {
        return db.all(sql.list(), this::row);
    }

    @Override
    public Page<E, String> page(String after, int max) {
        return Page.of(db.all(sql.page(), this::row, after, max), max, Entity::id);
    }

    /**
     * Of the next ones that {@code found} finds, behind this one in order of id, those that are wanted: one query, however few of them are.
     *
     * @param found what columns say; changed here
     */
    protected Page<E, String> page(Conditions found, Predicate<E> wanted, String after, int max) {
        found.where("id > ?", after);
        var rows = db.all(found.statement(sql.select(), "ORDER BY id LIMIT ?"), this::row, found.values(max));
        return Page.of(rows, max, (E row) -> row.id()).where(wanted);
    }

    @Override
    public E insert(E entity) {
        var stored = entity.withStamp(entity.stamp().withVersion(1));
        var stamp = stored.stamp();
        var args = new ArrayList<Object>(List.of(
                stored.id(),
                stamp.uid(),
                stamp.home(),
                stamp.version(),
                stamp.created(),
                stamp.changed(),
                StoreJson.write(stored)));
        sql.columns().forEach(column -> args.add(column.value().apply(stored)));
        if (db.update(sql.insert(), args.toArray()) == 0) {
            throw Problem.exists(kind(), entity.id());
        }
        return stored;
    }

    @Override
    public E update(E entity) {
        long readVersion = entity.stamp().version();
        var stored = entity.withStamp(entity.stamp().withVersion(readVersion + 1));
        var args = new ArrayList<Object>(
                List.of(stored.stamp().version(), stored.stamp().changed(), StoreJson.write(stored)));
        sql.columns().forEach(column -> args.add(column.value().apply(stored)));
        args.add(entity.id());
        args.add(readVersion);
        if (db.update(sql.update(), args.toArray()) == 0) {
            throw Problem.changed(kind(), entity.id());
        }
        return stored;
    }

    @Override
    public void delete(E entity) {
        if (db.update(sql.delete(), entity.id(), entity.stamp().version()) == 0) {
            throw Problem.changed(kind(), entity.id());
        }
    }

    /**
     * What an index finds, in order of id. Sorted here: asked for an order, PostgreSQL reads a small table through the
     * index that has that order, all of it, and a SERIALIZABLE transaction then conflicts with every other writer.
     */
    protected List<E> lookUp(Sql found, Object... args) {
        return db.all(found, this::row, args).stream()
                .sorted(Comparator.comparing(Entity::id))
                .toList();
    }

    /** Reads a row of {@link EntitySql#select}. */
    protected E row(ResultSet row) throws SQLException {
        return StoreJson.read(row.getString("body"), sql.type());
    }
}
