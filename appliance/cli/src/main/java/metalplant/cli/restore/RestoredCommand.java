package metalplant.cli.restore;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.restore.RestoreResponse;
import metalplant.wire.restore.RestoredRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl restored}. */
@Command(
        name = "restored",
        description = {
            "Says that something of this plant was put back to an older state: its database, its disk, or both. A database that is older"
                    + " than what the plant's folder knows is noticed without being told; a whole folder that was put back is not, as"
                    + " long as no other plant is reached.",
            "",
            "The plant begins a new life: no machine is touched and no address is given out of older prefixes until they are confirmed"
                    + " (./plantctl reconcile). Before a start the same is said by ./plant run --restored.",
            ""
        })
public final class RestoredCommand extends Common implements Callable<Integer> {
    @Option(
            names = "--why",
            paramLabel = "TEXT",
            description = "What was put back; for the log and for whoever looks later.")
    @Nullable
    String why;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    public RestoredCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (!yes && !progress().agrees("All machines of this plant have to be confirmed then. Go on?")) {
            progress().say("  nothing was done; --yes says it without being asked");
            return 1;
        }
        return with(calls -> {
            var plant = calls.post("v1/plant/restore", new RestoredRequest(why), RestoreResponse.class);
            if (json()) {
                return printed(plant);
            }
            screen.say("  life %d: %d machines to confirm, ./plantctl reconcile"
                    .formatted(plant.life(), plant.unconfirmed()));
            return 0;
        });
    }
}
