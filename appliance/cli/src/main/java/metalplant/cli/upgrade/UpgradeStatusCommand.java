package metalplant.cli.upgrade;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine.Command;

/** {@code plantctl upgrade status}. */
@Command(
        name = "status",
        description = {
            "The versions in both slots, what is on trial with how many tries left, what the upgrade waits for and since when; after a fall"
                    + " back, how far the new version got and why it went no further.",
            "",
            "Exit status 0: nothing is wrong; 1: an upgrade was refused, fell back, or does not go on.",
            ""
        })
final class UpgradeStatusCommand extends UpgradeShown implements Callable<Integer> {
    UpgradeStatusCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var status = status(calls);
            return shown(status, status.problem() == null ? 0 : 1);
        });
    }
}
