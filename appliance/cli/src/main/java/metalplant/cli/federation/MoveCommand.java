package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.BlocksResponse;
import metalplant.wire.federation.MoveRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation move}. */
@Command(
        name = "move",
        description = {
            "Hands one address of this plant's blocks to another plant, for good. The address must be free here, and behind its"
                    + " hold-down. From now on this plant gives it to nobody; the other one can, once the ledger has it.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation move 198.51.100.7 --to fra_eqx_02")
final class MoveCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "ADDRESS", description = "In a block of this plant: ./plantctl federation blocks.")
    String address = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "MEMBER",
            description = "Label or id of the plant that gets it.")
    String to = "";

    MoveCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var blocks = calls.post("v1/federation/move", new MoveRequest(address, to), BlocksResponse.class);
            if (json()) {
                return printed(blocks);
            }
            screen.say("  %s is on its way to %s; ./plantctl federation blocks shows it there once the ledger has it"
                    .formatted(address, to));
            return 0;
        });
    }
}
