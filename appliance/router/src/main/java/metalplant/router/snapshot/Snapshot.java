package metalplant.router.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import metalplant.router.merge.RowSource;
import metalplant.router.table.Entity;
import metalplant.wire.WireJson;

/**
 * One complete list of one plant.
 *
 * @param taken when it was complete
 * @param file the documents, one per line
 * @param hashes of all ids, sorted
 */
public record Snapshot(String plant, Entity entity, Instant taken, Path file, long[] hashes) {
    /** False only if the plant surely did not have the id then. */
    public boolean mayHold(String id) {
        return Arrays.binarySearch(hashes, hash(id)) >= 0;
    }

    /** 64 bits of FNV-1a: two ids that meet make a 404 a 503, no more. */
    static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The documents that a filter accepts, each marked as old. */
    public RowSource rows(StaleFilter filter) throws IOException {
        return new Rows(filter, Files.newBufferedReader(file));
    }

    private final class Rows implements RowSource {
        private final StaleFilter filter;
        private final BufferedReader lines;

        Rows(StaleFilter filter, BufferedReader lines) {
            this.filter = filter;
            this.lines = lines;
        }

        @Override
        public Optional<Row> next() throws IOException {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (WireJson.mapper().readTree(line) instanceof ObjectNode document && filter.accepts(document)) {
                    Cleanser.mark(document, entity, taken.toString());
                    return Optional.of(new Row(plant, WireJson.mapper().writeValueAsBytes(document)));
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean wasNull() {
            return false;
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException _) {
                // It was only read.
            }
        }
    }
}
