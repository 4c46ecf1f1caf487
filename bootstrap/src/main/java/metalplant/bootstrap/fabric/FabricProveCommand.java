package metalplant.bootstrap.fabric;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import metalplant.bootstrap.FolderCommand;
import metalplant.cli.Screen;
import metalplant.fabric.engine.Engine;
import metalplant.fabric.proof.LargeFabric;
import metalplant.fabric.proof.Proof;
import metalplant.model.Problem;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl fabric prove}. */
@Command(
        name = "prove",
        description = {
            "Plans random zones by all three proposals and has each checked as \"render\" checks a file: no VRF of any switch may come to know"
                    + " what it may not, whatever machines announce, and everybody reaches whom he should. Then writes the whole"
                    + " configuration of a large fabric. Says how long both took. Changes nothing and asks nobody.",
            "",
            "Exit status: 0 nothing leaks, 1 a zone does; it is shown, and the seed plays it again.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl fabric prove                              10,000 zones, 32 leaves with 500 VRFs each",
            "  plantctl fabric prove --zones 500 --seed 42        other ones"
        })
final class FabricProveCommand extends FolderCommand implements Callable<Integer> {
    private static final int ZONES_MAX = 1_000_000;
    private static final int LEAVES_MAX = 250;
    private static final int VRFS_MAX = 998;
    private static final double NANOS = 1e9;

    @Option(names = "--zones", paramLabel = "N", description = "How many. Default: 10000.")
    int zones = 10_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random zones. Default: 7.")
    long seed = 7;

    @Option(names = "--leaves", paramLabel = "N", description = "Of the large fabric, 0 for none. Default: 32.")
    int leaves = 32;

    @Option(names = "--vrfs", paramLabel = "N", description = "Of each leaf in it. Default: 500.")
    int vrfs = 500;

    FabricProveCommand(World world, Screen screen) {
        super(world, screen);
    }

    /**
     * The whole answer.
     *
     * @param byProposal how many zones of each
     * @param leak what is wrong; empty if nothing is
     * @param characters of all texts of the large fabric
     */
    record Answer(
            int zones,
            Map<String, Integer> byProposal,
            long seed,
            String leak,
            double zonesSeconds,
            int leaves,
            int vrfs,
            long characters,
            double renderSeconds) {}

    @Override
    public Integer call() {
        bounded("--zones", zones, 1, ZONES_MAX);
        bounded("--leaves", leaves, 0, LEAVES_MAX);
        bounded("--vrfs", vrfs, 1, VRFS_MAX);
        long from = world.nanos();
        var outcome = Proof.of(zones, Proof.seeded(seed));
        double zonesTook = (world.nanos() - from) / NANOS;
        if (leaves > 0) {
            // Warm, as an agent or a plant that runs is.
            LargeFabric.texts(LargeFabric.of(leaves, vrfs));
        }
        from = world.nanos();
        var texts = leaves > 0 ? LargeFabric.texts(LargeFabric.of(leaves, vrfs)) : Map.<String, Engine.Texts>of();
        double renderTook = (world.nanos() - from) / NANOS;
        var byProposal = new TreeMap<String, Integer>();
        outcome.byProposal().forEach((proposal, count) -> byProposal.put(proposal.word(), count));
        var leak = outcome.wrong()
                .map(each -> "zone %d: %s %s of %s: %s"
                        .formatted(
                                each.turn(),
                                each.finding().rule(),
                                each.finding().vrf(),
                                each.finding().name(),
                                each.finding().message()))
                .orElse("");
        var answer = new Answer(
                outcome.zones(),
                byProposal,
                seed,
                leak,
                zonesTook,
                leaves,
                vrfs,
                texts.values().stream().mapToLong(each -> each.frr().length()).sum(),
                renderTook);
        if (json()) {
            printed(answer);
        } else {
            tell(answer);
            outcome.wrong().ifPresent(each -> screen.say(each.zone().toString()));
        }
        return leak.isEmpty() ? 0 : 1;
    }

    private static void bounded(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw Problem.bad("%s is a number from %d to %d".formatted(option, least, most));
        }
    }

    private void tell(Answer answer) {
        screen.say("  %d zones in %.1f s (by proposal: %s), seed %d: %s"
                .formatted(
                        answer.zones(),
                        answer.zonesSeconds(),
                        answer.byProposal(),
                        answer.seed(),
                        answer.leak().isEmpty() ? "nothing leaks" : answer.leak()));
        if (answer.leaves() > 0) {
            screen.say("  %d leaves with %d VRFs each, %d characters, written and checked in %.2f s"
                    .formatted(answer.leaves(), answer.vrfs(), answer.characters(), answer.renderSeconds()));
        }
    }
}
