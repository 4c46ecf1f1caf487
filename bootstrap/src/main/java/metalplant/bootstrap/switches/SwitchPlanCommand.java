package metalplant.bootstrap.switches;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.fabric.cabling.CablingReader;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;
import metalplant.plan.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl switch plan}. */
@Command(
        name = "plan",
        description = {
            "Checks a switches.yaml against the plant's plan, names every line that is wrong with the reason, and shows what each switch would"
                    + " get. Changes nothing. With the plant's folder it says what differs from what was accepted.",
            "",
            "Exit status: 0 it would be accepted, 1 it would not.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl switch plan switches.yaml --plan plant.yaml",
            "  plantctl switch plan switches.yaml --plan plant.yaml --write configs     a folder with config_db.json and frr.conf of each",
            "  plantctl switch plan switches.yaml -o json"
        })
final class SwitchPlanCommand extends OnSwitches implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The switches.yaml.")
    Path file = Path.of("switches.yaml");

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description =
                    "Write the configuration of each switch into this folder, and switches.json, which the boot server reads.")
    @Nullable
    Path into;

    SwitchPlanCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** The whole answer. */
    record Answer(boolean accepted, List<Finding> findings, List<Line> switches, boolean agent) {}

    @Override
    public Integer call() {
        var plan = plan();
        var text = PlannedSwitches.read(file);
        if (CablingReader.read(text, plan) instanceof CablingReader.Result.Bad bad) {
            if (json()) {
                printed(new Answer(false, bad.findings(), List.of(), hasAgent()));
            } else {
                bad.findings().forEach(each -> screen.say("%s: %s".formatted(file, each.text())));
            }
            return 1;
        }
        var planned = PlannedSwitches.of(plan, text, PlannedSwitches.numbers(files()));
        var lines = lines(planned, Optional.of(files()).flatMap(each -> PlannedSwitches.accepted(plan, each)));
        if (json()) {
            printed(new Answer(true, List.of(), lines, hasAgent()));
        } else {
            tell(lines);
            screen.say(
                    "  %s: good; %d switches".formatted(file, planned.configs().size()));
        }
        if (into != null) {
            write(planned, into);
        }
        return 0;
    }

    private static void write(PlannedSwitches planned, Path into) {
        AtomicFile.folder(into, "rwxr-xr-x");
        for (var each : planned.configs()) {
            AtomicFile.write(into.resolve(each.of().name() + ".config_db.json"), each.configDb(), AtomicFile.PUBLIC);
            AtomicFile.write(into.resolve(each.of().name() + ".frr.conf"), each.frr(), AtomicFile.PUBLIC);
        }
        AtomicFile.write(into.resolve("switches.json"), planned.served(), AtomicFile.PUBLIC);
    }
}
