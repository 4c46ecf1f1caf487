package metalplant.store;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Every statement that a test of this JVM sent through {@link TestPostgres}, with JDBC placeholders. */
public final class RecordedStatements {
    private static final Set<String> TEXTS = new ConcurrentSkipListSet<>();

    private RecordedStatements() {}

    public static DataSource of(DataSource real) {
        return new DataSourceProxy(real) {
            @Override
            Calls calls() {
                return new Recording();
            }
        };
    }

    public static Set<String> texts() {
        return new TreeSet<>(TEXTS);
    }

    private record Recording() implements DataSourceProxy.Calls {
        @Override
        public @Nullable Object prepare(String sql, DataSourceProxy.Real real) throws java.sql.SQLException {
            TEXTS.add(sql);
            return real.run();
        }
    }
}
