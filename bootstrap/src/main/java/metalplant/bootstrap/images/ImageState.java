package metalplant.bootstrap.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;

/**
 * What the image store says of itself, in a file beside it: for the host agent, which has to tell what is missing also when nothing
 * answers.
 *
 * @param missing files that entities name and that are not here
 * @param bytes that are kept
 * @param left that may still come
 */
public record ImageState(Instant at, List<Missing> missing, int images, long bytes, long left) {
    private static final String FILE = "state.json";

    public ImageState {
        missing = List.copyOf(missing);
    }

    /**
     * One that is not here.
     *
     * @param by which entity names it
     * @param kind os, kernel or boot
     * @param why it could not be fetched, for people
     */
    public record Missing(String name, String by, String kind, boolean inUse, String why) {}

    void write(Path store) {
        AtomicFile.write(store.resolve(FILE), WireJson.text(this) + "\n", AtomicFile.PUBLIC);
    }

    /** Empty as long as no image store ran here. */
    public static Optional<ImageState> read(Path store) {
        var file = store.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(WireJson.mapper().readValue(AtomicFile.read(file), ImageState.class));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** What an operator has to know; empty if nothing is missing. */
    public Optional<String> warning() {
        var boots = missing.stream().filter(each -> !each.kind().equals("os")).toList();
        var systems = missing.stream().filter(each -> each.kind().equals("os")).toList();
        if (!boots.isEmpty()) {
            return Optional.of(
                    "no machine can be installed: the image store lacks %s (%s). Bring it in: plantctl image import FILE"
                            .formatted(
                                    String.join(
                                            ", ",
                                            boots.stream()
                                                    .map(Missing::name)
                                                    .distinct()
                                                    .toList()),
                                    boots.getFirst().why()));
        }
        return systems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d of the plant's images are not in its store yet: %s (%s). plantctl image list shows all"
                                .formatted(
                                        systems.size(),
                                        systems.getFirst().by(),
                                        systems.getFirst().why()));
    }
}
