package metalplant.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import metalplant.bench.plant.ProcessFacts;

/**
 * Takes down what a run has started, however the run ends: the children of this process (empty server, nginx, peer, a script that is
 * just starting a plant), and the plant, which lives in a session of its own and is known by the folder that only it names. Doing it
 * twice is doing it once, and after an ordinary end there is nothing left to do.
 */
final class Ending implements Runnable {
    /** Longer than a plant needs for its own parts. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** The run itself may start something more while it is being ended. */
    private static final int LOOKS_MAX = 5;

    private static final String PLANT = "metalplant.bootstrap.PlantCommand";

    private final ProcessHandle parent;
    private final Path scratch;
    private volatile boolean begun;

    /**
     * @param parent its children are ended, it itself is not
     * @param scratch the folder of the run, which is deleted in the end
     */
    Ending(ProcessHandle parent, Path scratch) {
        this.parent = parent;
        this.scratch = scratch;
    }

    /** Whether what goes wrong from now on goes wrong because of this. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        for (int look = 0; look < LOOKS_MAX && endAll(); look++) {
            System.err.println("bench: ended what it had started");
        }
        delete(scratch);
    }

    /** Answers whether there was anything to end. */
    private boolean endAll() {
        var children = parent.children().toList();
        end(children);
        // The plant first: it stops its database and its broker in the right order.
        var plants = naming(arguments -> arguments.contains(PLANT));
        end(plants);
        var others = naming(_ -> true);
        end(others);
        return !(children.isEmpty() && plants.isEmpty() && others.isEmpty());
    }

    private List<ProcessHandle> naming(Predicate<List<String>> which) {
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(ProcessHandle.current()))
                .filter(process -> {
                    var arguments = arguments(process.pid());
                    return arguments.stream().anyMatch(argument -> argument.contains(scratch.toString()))
                            && which.test(arguments);
                })
                .toList();
    }

    /** Nothing for a process that has ended meanwhile or belongs to somebody else. */
    private static List<String> arguments(long pid) {
        try {
            return ProcessFacts.commandLine(pid);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        processes.forEach(Ending::await);
    }

    private static void await(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Deletes a folder and what is in it; what has gone by itself is fine. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var tree = Files.walk(folder)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException | IOException e) {
            if (!(e instanceof NoSuchFileException) && !(e.getCause() instanceof NoSuchFileException)) {
                System.err.println("bench: cannot delete " + folder + ": " + e.getMessage());
            }
        }
    }
}
