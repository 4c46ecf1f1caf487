package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.FenceRequest;
import metalplant.wire.federation.FenceResponse;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation fence}. */
@Command(
        name = "fence",
        description = {
            "Says that an evicted plant can use its shared addresses no more, and hand them to nobody. Two operators must say so, each"
                    + " with this command and a name of their own, at the same plant and within a day; each is asked for the recovery"
                    + " words.",
            "A plant that was put out while nobody reached it may have gone on by itself, with plants that joined through it. Those that"
                    + " are members here are asked by the ledger; of all others only you can know: --no-followers says that there are"
                    + " none, or that they are off or cut off as well.",
            "Then the blocks wait for federation.quarantine (7 days), as long as nothing of them is seen, and are free. Until the plant"
                    + " has joined again here it must reach no other plant.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation fence fra_eqx_02 --routes-withdrawn --no-followers --operator night-shift")
final class FenceCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "MEMBER", description = "Label or id of the evicted plant.")
    String member = "";

    @ArgGroup(multiplicity = "1")
    How how = new How();

    /** How it is known. */
    static final class How {
        @Option(
                names = "--routes-withdrawn",
                description = {
                    "The uplinks filter its blocks, or do not announce them any more, and its links to all other plants are cut;"
                            + " somebody has looked."
                })
        boolean routesWithdrawn;

        @Option(names = "--destroyed", description = "The plant does not exist any more.")
        boolean destroyed;
    }

    @Option(
            names = "--no-followers",
            required = true,
            description = {
                "No plant that ./plantctl federation status does not list here joined through it, or each that did is off or cut off"
                        + " as well."
            })
    boolean noFollowers;

    @Option(names = "--operator", required = true, paramLabel = "NAME", description = "Who says so.")
    String operator = "";

    FenceCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var request = new FenceRequest(
                    member,
                    how.destroyed ? "destroyed" : "routes-withdrawn",
                    operator,
                    noFollowers,
                    RecoveryWords.asked(screen));
            var proof = calls.post("v1/federation/fence", request, FenceResponse.class);
            if (json()) {
                return printed(proof);
            }
            screen.say(
                    proof.ordered()
                            ? "  both have spoken (%s); ./plantctl federation blocks shows what its blocks wait for"
                                    .formatted(String.join(", ", proof.confirmedby()))
                            : "  noted; a second operator must say the same here within a day");
            return 0;
        });
    }
}
