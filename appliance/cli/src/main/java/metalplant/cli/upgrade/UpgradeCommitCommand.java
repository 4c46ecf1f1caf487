package metalplant.cli.upgrade;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.plant.UpgradeStatusResponse;
import picocli.CommandLine.Command;

/** {@code plantctl upgrade commit}. */
@Command(
        name = "commit",
        description = {
            "Ends the probation of a version that was ready: what the version before needed may go, other plants are told what this one reads"
                    + " now, and there is no way back but a backup. Without it seven days of a ready plant do the same.",
            ""
        })
final class UpgradeCommitCommand extends UpgradeShown implements Callable<Integer> {
    UpgradeCommitCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> shown(calls.post(PATH + "/commit", new EmptyBody(), UpgradeStatusResponse.class), 0));
    }
}
