package metalplant.bootstrap.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import metalplant.model.Problem;
import metalplant.store.backup.ColumnType;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.TableShape;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ContentWriter} wrote, and refuses an end that differs from what came. */
final class ContentReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VALUE_MAX = 64 << 20;
    private static final int COLUMNS_MAX = 500;
    private static final int BUFFER = 1 << 15;

    private ContentReader() {}

    /** Takes what a backup holds, in the order manifest, files, rows. */
    interface Taker {
        void manifest(Manifest manifest);

        void file(FolderParts.Part part);

        /** Called once, behind all files. */
        RowSink rows();
    }

    /**
     * Hands everything on.
     *
     * @return how much it was
     * @throws Problem BAD_REQUEST if something is missing or impossible
     */
    static Manifest.Sums read(InputStream opened, Taker taker) {
        try (var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(opened, BUFFER), BUFFER))) {
            return new Pass(in, taker).run();
        } catch (EOFException e) {
            throw BackupFile.cutOff().because(e);
        } catch (IOException e) {
            throw BackupFile.unreadable(e);
        }
    }

    private static final class Pass {
        private final DataInputStream in;
        private final Taker taker;
        private final RowSums sums = new RowSums();
        private @Nullable Manifest manifest;
        private @Nullable RowSink rows;
        private @Nullable TableShape table;
        private int files;

        Pass(DataInputStream in, Taker taker) {
            this.in = in;
            this.taker = taker;
        }

        Manifest.Sums run() throws IOException {
            while (true) {
                switch (in.readByte()) {
                    case ContentWriter.MANIFEST -> manifest();
                    case ContentWriter.FILE -> file();
                    case ContentWriter.TABLE -> table();
                    case ContentWriter.ROW -> row();
                    case ContentWriter.END -> {
                        return end();
                    }
                    default -> throw impossible("something unknown is in it");
                }
            }
        }

        private void manifest() throws IOException {
            if (manifest != null) {
                throw impossible("it has two manifests");
            }
            manifest = json(Manifest.class);
            taker.manifest(manifest);
        }

        private void file() throws IOException {
            if (manifest == null || rows != null) {
                throw impossible("a file stands in the wrong place");
            }
            files++;
            taker.file(new FolderParts.Part(in.readUTF(), in.readUTF(), bytes(FolderParts.FILE_MAX)));
        }

        private void table() throws IOException {
            var read = manifest;
            if (read == null) {
                throw impossible("rows stand in front of the manifest");
            }
            var sink = rows;
            if (sink == null) {
                sink = taker.rows();
                rows = sink;
                sink.steps(read.steps());
            }
            var name = in.readUTF();
            int count = in.readUnsignedShort();
            if (count > COLUMNS_MAX) {
                throw impossible("a table has too many columns");
            }
            var columns = new ArrayList<TableShape.Column>();
            for (int i = 0; i < count; i++) {
                columns.add(new TableShape.Column(in.readUTF(), type(in.readUTF())));
            }
            var shape = new TableShape(name, columns, List.of());
            table = shape;
            sums.table(shape);
            sink.table(shape);
        }

        private static ColumnType type(String name) {
            try {
                return ColumnType.valueOf(name);
            } catch (IllegalArgumentException e) {
                throw Problem.refused(
                        "the backup has columns of type %s: restore it with a later release".formatted(name));
            }
        }

        private void row() throws IOException {
            var shape = table;
            var sink = rows;
            if (shape == null || sink == null) {
                throw impossible("a row stands in front of its table");
            }
            var row = new ArrayList<@Nullable String>();
            for (int i = 0; i < shape.columns().size(); i++) {
                int size = in.readInt();
                row.add(size == -1 ? null : new String(bytes(size, VALUE_MAX), StandardCharsets.UTF_8));
            }
            sums.row(row);
            sink.row(row);
        }

        private Manifest.Sums end() throws IOException {
            var told = json(Manifest.Sums.class);
            var came = new Manifest.Sums(files, sums.tables());
            if (!told.equals(came)) {
                throw impossible("its sums are not those of what is in it");
            }
            if (in.read() >= 0) {
                throw impossible("something follows its end");
            }
            return came;
        }

        private <T> T json(Class<T> type) throws IOException {
            var bytes = bytes(VALUE_MAX);
            try {
                return JSON.readValue(bytes, type);
            } catch (IOException | NullPointerException e) {
                throw impossible("what it says of itself cannot be read").because(e);
            }
        }

        private byte[] bytes(int max) throws IOException {
            return bytes(in.readInt(), max);
        }

        private byte[] bytes(int size, int max) throws IOException {
            if (size < 0 || size > max) {
                throw impossible("a part has an impossible size");
            }
            var bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new EOFException();
            }
            return bytes;
        }

        private static Problem impossible(String what) {
            return Problem.bad("the backup is damaged: " + what);
        }
    }
}
