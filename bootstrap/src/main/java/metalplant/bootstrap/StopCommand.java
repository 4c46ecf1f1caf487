package metalplant.bootstrap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.bootstrap.PlantCommand.DataOption;
import metalplant.bootstrap.process.Stopping;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./plant stop}. */
@Command(
        name = "stop",
        description = {
            "Ends a plant and waits until all of it has ended. Its folder stays: the next run goes on from there.",
            "If the plant was killed, this ends the database and whatever else it left behind.",
            ""
        })
final class StopCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final World world;

    @Mixin
    DataOption data = new DataOption();

    StopCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        var folders = data.folders();
        if (!folders.settings().toFile().exists()) {
            System.out.println("There is no plant in " + folders.data());
            return 0;
        }
        var pid = PlantLock.holder(folders.lock());
        pid.flatMap(ProcessHandle::of).ifPresent(this::end);
        List<String> left;
        try (var _ = PlantLock.take(Folders.create(folders.data()).lock())) {
            var leftovers = new Leftovers(folders, world);
            left = leftovers.stopChildren();
            if (leftovers.removeTunnels()) {
                left.add("its tunnels");
            }
            StatusDocument.bare(folders.data(), StatusDocument.State.STOPPED).write(folders.status());
        }
        System.out.println(told(pid, folders, left));
        return 0;
    }

    private static String told(Optional<Long> pid, Folders folders, List<String> left) {
        if (pid.isPresent()) {
            return "stopped (pid %d)".formatted(pid.get());
        }
        return left.isEmpty()
                ? "No plant ran on " + folders.data()
                : "The plant on %s was killed; stopped what it had left behind: %s"
                        .formatted(folders.data(), String.join(", ", left));
    }

    private void end(ProcessHandle plant) {
        if (!Stopping.stop(plant, PATIENCE, world)) {
            throw Problem.of(ProblemCode.TOO_BUSY, "process %d cannot be ended".formatted(plant.pid()));
        }
    }
}
