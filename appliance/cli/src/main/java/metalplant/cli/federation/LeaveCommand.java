package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.LeaveRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl federation leave}. */
@Command(
        name = "leave",
        description = {
            "Leaves the federation: hands its empty blocks back, moves the homes of shared entities, then is alone again.",
            "Machines, networks and addresses stay as they are.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation leave",
            "  ./plantctl federation leave --alone --yes     where nobody else can be reached"
        })
final class LeaveCommand extends Common implements Callable<Integer> {
    @Option(
            names = "--alone",
            description = "Leave now, without telling anybody: for a plant that is cut off. The others must evict it.")
    boolean alone;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    LeaveCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var question = alone
                ? "Leave alone? This plant gets no new shared addresses until it joins again."
                : "Leave the federation?";
        if (!yes && !screen.agrees(question)) {
            throw Problem.refused("not left; without a terminal say --yes");
        }
        return with(calls -> {
            var federation = calls.post("v1/federation/leave", new LeaveRequest(alone), FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  phase is now " + federation.phase() + "; ./plantctl federation status shows how it goes on");
            return 0;
        });
    }
}
