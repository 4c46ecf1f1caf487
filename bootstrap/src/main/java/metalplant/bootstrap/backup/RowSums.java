package metalplant.bootstrap.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.TableShape;
import org.jspecify.annotations.Nullable;

/** Counts and sums the rows of each table. */
final class RowSums implements RowSink {
    private final Map<String, Manifest.Table> done = new TreeMap<>();
    private final MessageDigest sum = BackupFile.sha256();
    private @Nullable String table;
    private long rows;

    @Override
    public void steps(List<String> steps) {
        // Which ones is compared by whoever restores.
    }

    @Override
    public void table(TableShape shape) {
        close();
        table = shape.name();
    }

    @Override
    public void row(List<@Nullable String> row) {
        for (var value : row) {
            var bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            sum.update(ByteBuffer.allocate(4)
                    .putInt(bytes == null ? -1 : bytes.length)
                    .array());
            if (bytes != null) {
                sum.update(bytes);
            }
        }
        rows++;
    }

    private void close() {
        if (table != null) {
            done.put(table, new Manifest.Table(rows, HexFormat.of().formatHex(sum.digest())));
        }
        rows = 0;
    }

    /** Of all tables; nothing comes behind it. */
    Map<String, Manifest.Table> tables() {
        close();
        table = null;
        return done;
    }
}
