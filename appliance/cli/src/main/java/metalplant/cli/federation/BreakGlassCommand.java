package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.BreakGlassRequest;
import metalplant.wire.federation.FederationResponse;
import picocli.CommandLine.Command;

/** {@code plantctl federation break-glass}. */
@Command(
        name = "break-glass",
        description = {
            "Lets this plant go on when the other voters are gone for good: opens a new epoch of the ledger with this plant as"
                    + " its only voter. Asks for the recovery words. A voter that is only cut off must join again afterwards.",
            "",
            "If this plant's folder or machine was put back or copied, say so first: ./plantctl restored. A plant that reaches nobody cannot"
                    + " know it, and would give away what it has forgotten to have signed away.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation break-glass             asks for the words",
            "  ./plantctl federation evict fra_eqx_02        afterwards, for each voter that is gone"
        })
final class BreakGlassCommand extends Common implements Callable<Integer> {
    BreakGlassCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var request = new BreakGlassRequest(RecoveryWords.asked(screen));
            var federation = calls.post("v1/federation/break-glass", request, FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  epoch %d; evict who is gone: ./plantctl federation evict".formatted(federation.epoch()));
            return 0;
        });
    }
}
