package metalplant.cli.upgrade;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.plant.UpgradeStatusResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plantctl upgrade rollback}. */
@Command(
        name = "rollback",
        description = {
            "Ends an upgrade that is not committed: the version before is what starts next, on the data as they are now. Nothing that was"
                    + " done meanwhile is lost.",
            ""
        })
final class UpgradeRollbackCommand extends UpgradeShown implements Callable<Integer> {
    @Mixin
    private final Restart restart = new Restart();

    UpgradeRollbackCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var status = calls.post(PATH + "/rollback", new EmptyBody(), UpgradeStatusResponse.class);
            if (restart.wanted && status.state().equals("rolling-back")) {
                status = calls.post(PATH + "/restart", new EmptyBody(), UpgradeStatusResponse.class);
            }
            return shown(status, 0);
        });
    }
}
