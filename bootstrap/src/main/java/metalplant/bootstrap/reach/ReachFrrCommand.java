package metalplant.bootstrap.reach;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl reach frr}. */
@Command(
        name = "frr",
        description = {
            "Writes frr.conf for the FRR of this plant. It is the same whether the address is announced or not: FRR tells it exactly while the"
                    + " machine has it, which \"plantctl reach keep\" sees to. Asks nobody.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl reach frr --plan plant.yaml",
            "  plantctl reach frr --plan plant.yaml --write /etc/frr/frr.conf && systemctl reload frr"
        })
final class ReachFrrCommand extends OnPlan implements Callable<Integer> {
    @Option(names = "--write", paramLabel = "FILE", description = "Write it there; else it is printed.")
    @Nullable
    Path into;

    ReachFrrCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** The whole answer. */
    record Answer(String address, long asn, List<String> neighbours, String frr) {}

    @Override
    public Integer call() {
        var plan = plan();
        var reach = reach(plan);
        var text = ReachFrr.of(plan, reach);
        if (into != null) {
            AtomicFile.write(into, text, AtomicFile.PUBLIC);
        }
        if (json()) {
            printed(new Answer(
                    reach.address().toString(),
                    reach.asn(),
                    reach.neighbours().stream().map(Object::toString).toList(),
                    text));
        } else if (into == null) {
            screen.say(text.stripTrailing());
        } else {
            screen.say("  %s: %s is told to %d routers while this machine has it"
                    .formatted(into, reach.address(), reach.neighbours().size()));
        }
        return 0;
    }
}
