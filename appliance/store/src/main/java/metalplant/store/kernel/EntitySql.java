package metalplant.store.kernel;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of a table that keeps entities as a JSON body beside the columns that are searched or locked by.
 *
 * @param kind what the entity is called in messages
 * @param columns searched columns, a copy of what is in the body
 */
public record EntitySql<E>(
        String kind,
        Class<E> type,
        List<Column<E>> columns,
        String select,
        Sql find,
        Sql list,
        Sql page,
        Sql insert,
        Sql update,
        Sql delete) {
    /** A searched column and where its value comes from. */
    public record Column<E>(String name, Function<E, Object> value) {}

    /** Makes the statements of {@code table}, registered under {@code owner}. */
    public static <E> EntitySql<E> of(
            Class<?> owner, String table, String kind, Class<E> type, List<Column<E>> columns) {
        var names = columns.stream().map(Column::name).toList();
        var select = "SELECT body FROM " + table;
        return new EntitySql<>(
                kind,
                type,
                columns,
                select,
                Sql.constant(owner, "FIND", select + " WHERE id = ?"),
                Sql.constant(owner, "LIST", select + " ORDER BY id"),
                Sql.constant(owner, "PAGE", select + " WHERE id > ? ORDER BY id LIMIT ?"),
                Sql.constant(owner, "INSERT", insertText(table, names)),
                Sql.constant(owner, "UPDATE", updateText(table, names)),
                Sql.constant(owner, "DELETE", "DELETE FROM " + table + " WHERE id = ? AND version = ?"));
    }

    /** A further query of the same rows. */
    public Sql where(Class<?> owner, String name, String rest) {
        return Sql.constant(owner, name, select + " " + rest);
    }

    private static String insertText(String table, List<String> extra) {
        var names = Stream.concat(
                        Stream.of("id", "uid", "home", "version", "created", "changed", "body"), extra.stream())
                .toList();
        return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (id) DO NOTHING"
                .formatted(
                        table,
                        String.join(", ", names),
                        names.stream().map(_ -> "?").collect(Collectors.joining(", ")));
    }

    private static String updateText(String table, List<String> extra) {
        var sets = Stream.concat(Stream.of("version", "changed", "body"), extra.stream())
                .map(name -> name + " = ?")
                .collect(Collectors.joining(", "));
        return "UPDATE %s SET %s WHERE id = ? AND version = ?".formatted(table, sets);
    }
}
