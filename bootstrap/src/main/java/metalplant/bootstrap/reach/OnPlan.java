package metalplant.bootstrap.reach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import metalplant.bootstrap.FolderCommand;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Reach;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command needs that does what {@code reach} of a plan says. */
abstract class OnPlan extends FolderCommand {
    private static final int SIZE_MAX = 64 * 1024;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plant.yaml of the plant. Default: on the box, the one that was accepted.")
    @Nullable
    Path planFile;

    OnPlan(World world, Screen screen) {
        super(world, screen);
    }

    /** @throws Problem BAD_REQUEST with every line that is wrong, or if it cannot be read */
    final PlantPlan plan() {
        var file = file();
        return switch (PlanReader.read(text(file))) {
            case PlanReader.Result.Good good -> good.plan();
            case PlanReader.Result.Bad bad ->
                throw Problem.bad(bad.findings().stream()
                        .map(Finding::text)
                        .collect(Collectors.joining("\n  ", file + " is not accepted:\n  ", "")));
        };
    }

    /** @throws Problem BAD_REQUEST if the plan has none */
    final Reach reach(PlantPlan plan) {
        return plan.reach()
                .orElseThrow(() -> Problem.bad(
                        "%s says nothing of reach: it needs address, asn and neighbours (docs/reachability.md)"
                                .formatted(file())));
    }

    private Path file() {
        if (planFile != null) {
            return planFile;
        }
        var accepted = folders().firstBoot().resolve("plant.yaml");
        if (!(folders().isAppliance() && Files.exists(accepted))) {
            throw Problem.bad("name the plant.yaml of the plant with --plan; only on its box is it known");
        }
        return accepted;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw Problem.bad("%s is larger than %d KiB".formatted(file, SIZE_MAX / 1024));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }
}
