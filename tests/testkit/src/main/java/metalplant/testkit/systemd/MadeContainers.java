package metalplant.testkit.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The plant's real containers, which {@code ./plant image containers} makes and no test does, because it takes minutes. */
public final class MadeContainers {
    /** Where they lie. */
    public static final Path FOLDER = DebianTree.project().resolve("images/target/containers");

    private static final Duration HASH_AT_MOST = Duration.ofMinutes(1);

    private MadeContainers() {}

    /**
     * Why they cannot be used, in words for whoever looks at skipped tests; empty where they can. Containers of another tree of files are as
     * good as none: a test of them would say nothing of this one.
     */
    public static Optional<String> missing() {
        return missing(FOLDER, inputs());
    }

    static Optional<String> missing(Path folder, String inputs) {
        if (!Files.exists(folder.resolve("images.json"))) {
            return Optional.of("there are no containers in %s yet: ./plant image containers".formatted(folder));
        }
        var kept = folder.resolve("inputs");
        try {
            if (Files.exists(kept) && Files.readString(kept).strip().equals(inputs)) {
                return Optional.empty();
            }
            return Optional.of(
                    "the containers in %s are stale: something that they are made of has changed since. ./plant image containers"
                            .formatted(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inputs() {
        return Programs.run(
                        HASH_AT_MOST,
                        List.of(DebianTree.project().resolve("images/inputs").toString()))
                .good()
                .strip();
    }
}
