package metalplant.store.machine;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Table {@code machine_search}: what machines are searched by, a copy of columns of {@code machine} with all the indexes.
 *
 * <p>Apart, because of what PostgreSQL does with a row that has a changed value in any index: it enters the new version into every
 * index, the primary key's too. Whoever read that page of the primary key, for another machine, then conflicts. Without other indexes
 * {@code machine} is updated in place. The copy is written by INSERT with ON CONFLICT, which looks the key up without noting that it
 * did; it is read by searches only, never to decide what to write.
 */
final class MachineIndex {
    private static final List<String> PLAIN = List.of(
            "id",
            "partition_id",
            "size_id",
            "rack_id",
            "state",
            "project_id",
            "role",
            "hostname",
            "allocation_name",
            "image_id",
            "reclaim_pending");

    /** Columns of {@code machine} that {@link #copy} reads. */
    static final String SOURCE = source("machine");

    private static final List<String> COLUMNS = List.of("waiting", "allocated");

    private MachineIndex() {}

    /** {@link #SOURCE} of a machine that goes by another name. */
    static String source(String table) {
        return join(column -> table + "." + column, PLAIN, List.of("wait_session", "allocation_id"));
    }

    /** A statement that brings the copy in line with the rows of {@code changed}, which has the columns of {@link #SOURCE}. */
    static String copy(String changed) {
        var all = join(UnaryOperator.identity(), PLAIN, COLUMNS);
        var others = PLAIN.subList(1, PLAIN.size());
        return """
                INSERT INTO machine_search (%s)
                SELECT %s, wait_session <> '', allocation_id IS NOT NULL FROM %s
                ON CONFLICT (id) DO UPDATE SET %s
                WHERE (%s) <> (%s)
                """.formatted(
                all,
                join(UnaryOperator.identity(), PLAIN, List.of()),
                changed,
                join(column -> column + " = excluded." + column, others, COLUMNS),
                join(column -> "machine_search." + column, others, COLUMNS),
                join(column -> "excluded." + column, others, COLUMNS)).strip();
    }

    private static String join(UnaryOperator<String> each, List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).map(each).collect(Collectors.joining(", "));
    }
}
