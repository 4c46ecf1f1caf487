package metalplant.bootstrap.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of a process that may not be ours: only facts that every user may read about every process, so
 * that this works in a container without tracing rights.
 */
public final class ProcessFacts {
    /** Fields of /proc/PID/stat after the name in brackets: the state comes first, the start time twentieth. */
    private static final int STATE = 0;

    private static final int START_TICKS = 19;

    private ProcessFacts() {}

    /** Runs, and is not merely waiting to be reaped. */
    public static boolean isAlive(long pid) {
        return stat(pid).filter(fields -> !fields.get(STATE).equals("Z")).isPresent();
    }

    /** When it started, in clock ticks since the machine did: with the pid this names one process for ever. */
    public static Optional<Long> startTicks(long pid) {
        return stat(pid).map(fields -> Long.valueOf(fields.get(START_TICKS)));
    }

    /** The arguments it was started with; empty if it is gone. */
    public static List<String> arguments(long pid) {
        try {
            var line = Files.readString(proc(pid, "cmdline"), StandardCharsets.UTF_8);
            return line.isEmpty() ? List.of() : List.of(line.split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }

    private static Optional<List<String>> stat(long pid) {
        try {
            var line = Files.readString(proc(pid, "stat"), StandardCharsets.UTF_8);
            var afterName = line.substring(line.lastIndexOf(')') + 1).strip();
            return Optional.of(List.of(afterName.split(" ")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", String.valueOf(pid), file);
    }
}
