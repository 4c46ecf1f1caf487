package metalplant.router.merge;

import java.io.IOException;
import java.util.Optional;

/** The rows of one plant, in its order. */
public interface RowSource extends AutoCloseable {
    /**
     * One row.
     *
     * @param plant whose row it is
     * @param bytes one JSON value as it was received or kept
     */
    record Row(String plant, byte[] bytes) {}

    /** The next row; empty at the end. */
    Optional<Row> next() throws IOException;

    /** Whether the plant answered null instead of a list; known after the first {@link #next}. */
    boolean wasNull();

    @Override
    void close();
}
