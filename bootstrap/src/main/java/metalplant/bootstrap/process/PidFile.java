package metalplant.bootstrap.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;

/**
 * Remembers one child by pid and start time, so that a plant that comes after a SIGKILL finds the children of the one
 * before and never mistakes a stranger with a recycled pid for one of them.
 */
public record PidFile(Path file) {

    /** Notes a process that runs now. */
    public void write(long pid) {
        ProcessFacts.startTicks(pid).ifPresent(ticks -> AtomicFile.write(file, pid + " " + ticks, AtomicFile.PUBLIC));
    }

    /** The process that was noted, if it still runs. */
    public Optional<ProcessHandle> running() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var parts = AtomicFile.read(file).strip().split(" ");
        if (parts.length != 2 || !parts[0].matches("[0-9]{1,10}") || !parts[1].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        var pid = Long.parseLong(parts[0]);
        var ticks = Long.parseLong(parts[1]);
        return ProcessHandle.of(pid)
                .filter(_ -> ProcessFacts.isAlive(pid))
                .filter(_ ->
                        ProcessFacts.startTicks(pid).filter(now -> now == ticks).isPresent());
    }
}
