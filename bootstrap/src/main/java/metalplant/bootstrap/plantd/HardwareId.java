package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What tells this box from another one that has the same disk in it. */
@FunctionalInterface
interface HardwareId {
    /** Empty if the box says nothing of itself. */
    Optional<String> read();

    /** What the firmware says. */
    static HardwareId ofSystem() {
        return () -> {
            var words = List.of("product_uuid", "product_serial", "board_serial").stream()
                    .map(name -> text(Path.of("/sys/class/dmi/id", name)))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining("/"));
            return words.isEmpty() ? Optional.empty() : Optional.of(words);
        };
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(each -> !each.isEmpty());
        } catch (IOException | java.io.UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
