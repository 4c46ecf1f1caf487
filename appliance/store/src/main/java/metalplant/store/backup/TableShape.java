package metalplant.store.backup;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.store.kernel.Sql;

/**
 * A table and its statements. Names stand in their texts, so they are names and nothing else.
 *
 * @param key columns of the primary key, in its order
 */
public record TableShape(String name, List<Column> columns, List<String> key) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        named(name);
        columns.forEach(column -> named(column.name()));
        key.forEach(TableShape::named);
        if (columns.isEmpty()) {
            throw Problem.bad("table %s of a backup has no columns".formatted(name));
        }
    }

    /** A column of a table. */
    public record Column(String name, ColumnType type) {}

    private static void named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.bad("a table or column of a backup has a name that none has");
        }
    }

    private String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }

    Sql first() {
        return Sql.composed("SELECT %s FROM %s ORDER BY %s LIMIT ?".formatted(names(), name, String.join(", ", key)));
    }

    Sql next() {
        var keys = String.join(", ", key);
        var after = key.size() == 1 ? keys + " > ?" : "(%s) > (%s)".formatted(keys, marks(key.size()));
        return Sql.composed("SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT ?".formatted(names(), name, after, keys));
    }

    Sql insert() {
        return Sql.composed("INSERT INTO %s (%s) VALUES (%s)".formatted(name, names(), marks(columns.size())));
    }

    int place(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw Problem.bad("table %s of a backup lacks its key %s".formatted(name, column));
    }
}
