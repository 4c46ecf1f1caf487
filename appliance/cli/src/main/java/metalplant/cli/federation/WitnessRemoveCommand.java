package metalplant.cli.federation;

import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.FederationResponse;
import picocli.CommandLine.Command;

/** {@code plantctl federation witness remove}. */
@Command(
        name = "remove",
        description = {
            "Takes the witness out, also one that is lost for good; afterwards another one may be invited. Both plants must be"
                    + " reachable for it if the witness is away.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation witness remove --data /tmp/a")
final class WitnessRemoveCommand extends Common implements Callable<Integer> {
    WitnessRemoveCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var federation = calls.post("v1/federation/witness/remove", Map.of(), FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  ordered; ./plantctl federation status lists the witness until it votes no more");
            return 0;
        });
    }
}
