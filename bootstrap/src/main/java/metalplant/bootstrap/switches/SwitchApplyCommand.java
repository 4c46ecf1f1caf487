package metalplant.bootstrap.switches;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl switch apply}. */
@Command(
        name = "apply",
        description = {
            "Takes a switches.yaml: from now on the plant gives these switches, and no others, their addresses, their installer and their base"
                    + " configuration. A switch that already has one is not touched. Each keeps its loopback address and its ASN, whatever"
                    + " others come and go. On an appliance it holds within 15 seconds.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plantctl switch apply switches.yaml"})
final class SwitchApplyCommand extends OnSwitches implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The switches.yaml.")
    Path file = Path.of("switches.yaml");

    SwitchApplyCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** The whole answer. */
    record Answer(List<Line> switches, boolean agent) {}

    @Override
    public Integer call() {
        if (!Files.isDirectory(folders().data())) {
            throw Problem.bad("there is no plant in %s: name its folder with --data"
                    .formatted(folders().data()));
        }
        var plan = plan();
        var planned = PlannedSwitches.of(plan, PlannedSwitches.read(file), PlannedSwitches.numbers(files()));
        var lines = lines(planned, PlannedSwitches.accepted(plan, files()));
        planned.accept(files());
        if (json()) {
            printed(new Answer(lines, hasAgent()));
            return 0;
        }
        tell(lines);
        screen.say("  taken; %d switches are served".formatted(planned.configs().size()));
        if (!hasAgent()) {
            screen.say("  no agent is installed on them: the image store has no switch/agent.run");
        }
        return 0;
    }
}
