package metalplant.bootstrap;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.bootstrap.process.PidFile;
import metalplant.bootstrap.process.Supervised;
import metalplant.model.World;

/**
 * The simulated rack: a process of its own that is told where the plant is and gets in through the same doors as real
 * machines.
 */
final class RackProcess {
    /** Class path of the rack's program; the plant's own class path does not hold it. */
    static final String CLASS_PATH = "plant.rack.classpath";

    /** Further options for its JVM, separated by blanks. */
    static final String JAVA_OPTIONS = "plant.rack.java.options";

    private static final System.Logger LOG = System.getLogger(RackProcess.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAIN = "metalplant.rack.Rack";

    private RackProcess() {}

    /** @param access the document of {@code ./plant status}: addresses, keys and certificates */
    static Supervised start(Folders folders, int machines, Path access, World world) {
        return Supervised.start(
                new Supervised.Program(
                        "rack",
                        command(folders, machines, access),
                        folders.data(),
                        folders.logs().resolve("rack.log"),
                        pidFile(folders),
                        Supervised.Ending.TERM,
                        () -> forgetState(folders)),
                world);
    }

    /** What the process before it said of its servers holds no longer. */
    private static void forgetState(Folders folders) {
        try {
            Files.deleteIfExists(stateFile(folders));
        } catch (IOException e) {
            LOG.log(WARNING, "cannot remove the state of an earlier rack file=" + stateFile(folders), e);
        }
    }

    /**
     * How many servers wait by their own account. The plant's count may be that of an earlier run: events stay, wait streams
     * do not.
     */
    static int waiting(Folders folders) {
        return state(folders)
                .map(state -> state.path("phases").path("waiting").asInt())
                .orElse(0);
    }

    static PidFile pidFile(Folders folders) {
        return new PidFile(folders.run().resolve("rack.pid"));
    }

    /** Phases of its machines and calls that failed, from its state file, as one line for a person. */
    static String summary(Folders folders) {
        return state(folders)
                .map(state -> "phases %s, failed calls %s".formatted(state.path("phases"), state.path("call_errors")))
                .orElse("nothing");
    }

    private static Optional<JsonNode> state(Folders folders) {
        try {
            return Optional.of(JSON.readTree(stateFile(folders).toFile()));
        } catch (IOException _) {
            // It has not written one yet.
            return Optional.empty();
        }
    }

    private static Path stateFile(Folders folders) {
        return folders.run().resolve("rack.json");
    }

    private static List<String> command(Folders folders, int machines, Path access) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx" + heapMegabytes(machines) + "m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        options().ifPresent(command::addAll);
        command.addAll(List.of("-cp", System.getProperty(CLASS_PATH, System.getProperty("java.class.path")), MAIN));
        command.addAll(List.of("--status", access.toString()));
        command.addAll(List.of("--machines", String.valueOf(machines)));
        command.addAll(List.of("--state-file", stateFile(folders).toString()));
        return command;
    }

    private static Optional<List<String>> options() {
        return Optional.of(System.getProperty(JAVA_OPTIONS, "").strip())
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split("\\s+")));
    }

    /** A stream and a few documents per machine. */
    private static int heapMegabytes(int machines) {
        return 192 + machines / 10;
    }
}
