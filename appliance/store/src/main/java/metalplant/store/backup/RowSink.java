package metalplant.store.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a database, table by table. What it throws ends the reading. */
public interface RowSink {
    /** @param steps migrations that the database has, in the order of their names */
    void steps(List<String> steps);

    void table(TableShape table);

    /** A row of the table that came last, in the order of its columns. */
    void row(List<@Nullable String> row);
}
