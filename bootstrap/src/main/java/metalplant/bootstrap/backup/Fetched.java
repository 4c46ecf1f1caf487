package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;

/** A backup as a file for as long as it is needed. */
final class Fetched {
    private Fetched() {}

    static <T> T with(Shelf shelf, String name, Function<Path, T> work) {
        return inScratch(folder -> work.apply(shelf.fetch(name, folder)));
    }

    /** A folder that is gone afterwards. */
    static <T> T inScratch(Function<Path, T> work) {
        try {
            var folder = Files.createTempDirectory("metal-plant-backup");
            try {
                return work.apply(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
