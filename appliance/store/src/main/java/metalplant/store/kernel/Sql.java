package metalplant.store.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One statement with JDBC placeholders. Constants register themselves, so that a test can hand every one of them to
 * CockroachDB's parser.
 */
public final class Sql {
    private static final List<Sql> CONSTANTS = new CopyOnWriteArrayList<>();

    private final String source;
    private final String text;

    private Sql(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /** A constant of {@code owner}. */
    public static Sql constant(Class<?> owner, String name, String text) {
        var sql = new Sql(owner.getName() + "." + name, text.strip());
        CONSTANTS.add(sql);
        return sql;
    }

    /** A statement put together for one call out of constant pieces; the text must not hold values. */
    public static Sql composed(String text) {
        return new Sql("composed", text.strip());
    }

    /** Every constant of the classes that are loaded. */
    public static List<Sql> constants() {
        return List.copyOf(CONSTANTS);
    }

    public String source() {
        return source;
    }

    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return source;
    }
}
