package metalplant.bootstrap;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

    private static final String MAIN = "metalplant.rack.Rack";

    private RackProcess() {}

    /** @param access the document of {@code ./plant status}: addresses, keys and certificates */
    static Supervised start(Folders folders, int machines, Path access, World world) {
        return Supervised.start(
                Supervised.Program.simple(
                        "rack",
                        command(folders, machines, access),
                        folders.data(),
                        folders.logs().resolve("rack.log"),
                        pidFile(folders)),
                world);
    }

    static PidFile pidFile(Folders folders) {
        return new PidFile(folders.run().resolve("rack.pid"));
    }

    /** Phases of its machines and calls that failed, from its state file, as one line for a person. */
    static String summary(Folders folders) {
        try {
            var state = new ObjectMapper().readTree(stateFile(folders).toFile());
            return "phases %s, failed calls %s".formatted(state.path("phases"), state.path("call_errors"));
        } catch (IOException _) {
            return "nothing";
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
