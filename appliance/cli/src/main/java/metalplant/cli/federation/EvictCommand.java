package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.EvictRequest;
import metalplant.wire.federation.FederationResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation evict}. */
@Command(
        name = "evict",
        description = {
            "Takes a member out that does not come back. Its addresses stay quarantined until somebody proves that it uses them"
                    + " no more. Asks for the recovery words.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl federation evict fra_eqx_02"})
final class EvictCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "MEMBER", description = "Label or id of the member.")
    String member = "";

    EvictCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var request = new EvictRequest(member, RecoveryWords.asked(screen));
            var federation = calls.post("v1/federation/evict", request, FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  eviction of %s is under way: ./plantctl federation status".formatted(member));
            return 0;
        });
    }
}
