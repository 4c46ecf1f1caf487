package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.BlocksResponse;
import metalplant.wire.federation.SightingRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation sighting}. */
@Command(
        name = "sighting",
        description = {
            "Reports that an address of an evicted plant is alive somewhere: in a route, in ARP, in a customer's words. The quarantine"
                    + " of that plant's blocks begins anew. What this plant's own host sees it reports by itself.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation sighting 198.51.100.7 --where uplink")
final class SightingCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "ADDRESS", description = "In a quarantined block: ./plantctl federation blocks.")
    String address = "";

    @Option(names = "--where", paramLabel = "TEXT", description = "Who saw it, and how. At most 128 characters.")
    @Nullable
    String where;

    SightingCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var blocks =
                    calls.post("v1/federation/sighting", new SightingRequest(address, where), BlocksResponse.class);
            if (json()) {
                return printed(blocks);
            }
            screen.say("  reported; the quarantine begins anew once the ledger has it: ./plantctl federation blocks");
            return 0;
        });
    }
}
