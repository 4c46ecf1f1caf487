package metalplant.testkit.systemd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Debian trees as {@code installer/debian/tree} makes them. They belong to everybody: read them, boot them, never change them. */
public final class DebianTree {
    private static final Path SCRIPT = Path.of("installer", "debian", "tree");

    /** The first call fetches and unpacks some hundred packages. */
    private static final Duration BUILD_AT_MOST = Duration.ofMinutes(15);

    private static final ConcurrentHashMap<String, Path> KNOWN = new ConcurrentHashMap<>();

    private DebianTree() {}

    /**
     * Why no container can run on this machine, in words for whoever looks at skipped tests; empty where it can. Only what a test cannot
     * mend is a reason: a missing program is an error, because {@code ./plant test} installs it.
     */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("a container with its own systemd needs root: run the tests as root");
        }
        if (!Files.exists(Path.of("/etc/debian_version"))) {
            return Optional.of("the tree of the container is made from Debian packages: run the tests on Debian");
        }
        return Optional.empty();
    }

    /** The folder of the tree {@code name}, made on the first call. */
    public static Path named(String name) {
        return KNOWN.computeIfAbsent(name, DebianTree::build);
    }

    private static Path build(String name) {
        var lines = Programs.run(BUILD_AT_MOST, List.of(script().toString(), name))
                .good()
                .strip()
                .lines()
                .toList();
        return Path.of(lines.getLast());
    }

    /** The root of the project. */
    public static Path project() {
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()), Optional::isPresent, at -> at.map(Path::getParent))
                .map(Optional::orElseThrow)
                .filter(at -> Files.isRegularFile(at.resolve("plant")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no folder above this one has the script plant"));
    }

    private static Path script() {
        return project().resolve(SCRIPT);
    }
}
