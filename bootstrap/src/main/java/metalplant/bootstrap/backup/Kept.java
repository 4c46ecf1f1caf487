package metalplant.bootstrap.backup;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * A backup on a shelf, as far as its beginning tells.
 *
 * @param header absent if it cannot be read
 * @param damage why not, else ""
 */
record Kept(Shelf.Entry entry, Optional<BackupHeader> header, String damage) {
    /** All of a shelf, the newest last. */
    static List<Kept> of(Shelf shelf) {
        return shelf.list().stream()
                .map(entry -> read(shelf, entry))
                .sorted(Comparator.comparing(Kept::time)
                        .thenComparing(kept -> kept.entry().name()))
                .toList();
    }

    private static Kept read(Shelf shelf, Shelf.Entry entry) {
        try {
            var head = BackupFile.head(new ByteArrayInputStream(shelf.head(entry.name(), BackupFile.HEAD_MAX)));
            return new Kept(entry, Optional.of(head.header()), "");
        } catch (Problem e) {
            return new Kept(entry, Optional.empty(), e.getMessage());
        }
    }

    Instant time() {
        return header.map(BackupHeader::time).orElse(Instant.EPOCH);
    }

    boolean isOf(String plant) {
        return header.filter(each -> each.plant().equals(plant)).isPresent();
    }
}
