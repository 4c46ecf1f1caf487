package metalplant.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metalplant.bootstrap.process.ProcessFacts;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Starts the same command once more in the background, repeats its progress here, and returns when it is ready or has
 * failed. What bounds the waiting is the background process, which gives up by itself.
 */
final class Detached {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Folders folders;
    private final World world;

    Detached(Folders folders, World world) {
        this.folders = folders;
        this.world = world;
    }

    int start() throws InterruptedException {
        Folders.create(folders.data());
        PlantLock.take(folders.lock()).close();
        try {
            Files.deleteIfExists(folders.status());
            var log = folders.logs().resolve("run.log");
            Files.deleteIfExists(log);
            Files.createFile(log);
            return follow(launch(log), log);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.FEATURE_DISABLED, "cannot start in the background: " + e.getMessage())
                    .because(e);
        }
    }

    private static Process launch(Path log) throws IOException {
        return new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** This very process once more, in a session of its own. */
    private static List<String> command() {
        var self = ProcessHandle.current();
        var command = new ArrayList<String>();
        command.add("setsid");
        command.add(self.info().command().orElseThrow());
        ProcessFacts.arguments(self.pid()).stream()
                .skip(1)
                .map(argument -> argument.equals("--detach") ? "--detached" : argument)
                .forEach(command::add);
        return command;
    }

    private int follow(Process process, Path log) throws InterruptedException, IOException {
        long shown = 0;
        while (true) {
            // Both before the output, so that all of it is shown that led to them.
            var alive = process.isAlive();
            var status = StatusDocument.read(folders.status());
            shown = show(log, shown);
            if (status.filter(StatusDocument::isReady).isPresent()) {
                System.out.println("It runs in the background; its output is in " + log);
                return 0;
            }
            if (!alive) {
                System.err.println("plant: it did not start; all output is in %s and the log in %s"
                        .formatted(log, folders.logs().resolve("plant.0.log")));
                return 1;
            }
            world.pause(POLL);
        }
    }

    private static long show(Path log, long from) throws IOException {
        var bytes = Files.readAllBytes(log);
        System.out.write(bytes, (int) from, bytes.length - (int) from);
        System.out.flush();
        return bytes.length;
    }
}
