package metalplant.cli.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.InventoryRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation inventory}. */
@Command(
        name = "inventory",
        description = {
            "Says for a member that was restored around a break-glass what is in use. It has forgotten what it signed away before, so its"
                    + " free blocks are given to nobody, and it cannot leave in order, until somebody has looked.",
            "Look at all sites, also at those of plants that were put out and are not fenced. Name with --in-use what somebody uses"
                    + " although ./plantctl federation blocks calls it free. The recovery words are asked for.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation inventory fra_eqx_02 --in-use 203.0.113.16/28=fra_eqx_03")
final class InventoryCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "MEMBER", description = "Label or id of the plant that was restored.")
    String member = "";

    @Option(
            names = "--in-use",
            paramLabel = "PREFIX=MEMBER",
            description = "A prefix that looks free and is not, and who uses it. May be given more than once.")
    List<String> inUse = new ArrayList<>();

    InventoryCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var request = new InventoryRequest(member, inUse, RecoveryWords.asked(screen));
            var view = calls.post("v1/federation/inventory", request, FederationResponse.class);
            if (json()) {
                return printed(view);
            }
            screen.say("  ordered; ./plantctl federation blocks shows when the ledger has it");
            return 0;
        });
    }
}
