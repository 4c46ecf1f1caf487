package metalplant.bootstrap.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.TableShape;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is inside a backup: the manifest, the files, and table by table the rows, each behind a letter that says what follows; at
 * the end how much there should be. Compressed, and never held whole.
 */
final class ContentWriter implements RowSink {
    static final int MANIFEST = 'M';
    static final int FILE = 'F';
    static final int TABLE = 'T';
    static final int ROW = 'R';
    static final int END = 'E';

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER = 1 << 15;

    private final SealingStream sealed;
    private final GZIPOutputStream packed;
    private final DataOutputStream out;
    private final RowSums sums = new RowSums();
    private final Function<List<String>, Manifest> manifest;
    private final List<FolderParts.Part> parts;

    /** @param manifest of the steps that the database has */
    ContentWriter(SealingStream sealed, Function<List<String>, Manifest> manifest, List<FolderParts.Part> parts) {
        this.sealed = sealed;
        this.manifest = manifest;
        this.parts = List.copyOf(parts);
        try {
            this.packed = new Fast(sealed);
            this.out = new DataOutputStream(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fast rather than small: a backup must not take the plant's processor for long. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    @Override
    public void steps(List<String> steps) {
        writing(() -> {
            out.writeByte(MANIFEST);
            bytes(JSON.writeValueAsBytes(manifest.apply(steps)));
            for (var part : parts) {
                out.writeByte(FILE);
                out.writeUTF(part.name());
                out.writeUTF(part.mode());
                bytes(part.content());
            }
        });
    }

    @Override
    public void table(TableShape table) {
        sums.table(table);
        writing(() -> {
            out.writeByte(TABLE);
            out.writeUTF(table.name());
            out.writeShort(table.columns().size());
            for (var column : table.columns()) {
                out.writeUTF(column.name());
                out.writeUTF(column.type().name());
            }
        });
    }

    @Override
    public void row(List<@Nullable String> row) {
        sums.row(row);
        writing(() -> {
            out.writeByte(ROW);
            for (var value : row) {
                if (value == null) {
                    out.writeInt(-1);
                } else {
                    bytes(value.getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    /** Writes the sums; answers them. What is sealed is still to be finished. */
    Manifest.Sums end() {
        var all = new Manifest.Sums(parts.size(), sums.tables());
        writing(() -> {
            out.writeByte(END);
            bytes(JSON.writeValueAsBytes(all));
            packed.finish();
        });
        return all;
    }

    SealingStream sealed() {
        return sealed;
    }

    private void bytes(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void writing(Writing work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be written: " + e.getMessage(), e);
        }
    }
}
