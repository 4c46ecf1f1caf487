package metalplant.cli.upgrade;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.plant.UpgradeInstallRequest;
import metalplant.wire.plant.UpgradeStatusResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl upgrade install}. */
@Command(
        name = "install",
        description = {
            "Checks a signed upgrade file whole, writes it into the slot that does not run, reads it back, saves the state of the plant, and"
                    + " makes it what the box starts next. The running version goes on meanwhile; a power cut at any moment leaves it as it"
                    + " was, and the work is gone on with by itself.",
            "",
            "The file lies on the box: on a stick mounted below /mnt or /media, on the partition METALPLANT, or in"
                    + " /var/lib/metal-plant/upgrade. Without FILE and with --restart: starts the box for an upgrade that is written already.",
            "Exit status 0: written; 1: not, with the reason.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl upgrade install /mnt/metal-plant-1.2.0.upgrade",
            "  plantctl upgrade install --restart",
        })
final class UpgradeInstallCommand extends UpgradeShown implements Callable<Integer> {
    private static final Set<String> WORK = Set.of("ordered", "writing", "snapshot", "switching");
    private static final Duration POLL = Duration.ofSeconds(1);

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The upgrade file, by its whole path on the box.")
    @Nullable
    String file;

    @Option(
            names = "--allow-older",
            description =
                    "Install it even if it is older than what runs. One that cannot read the plant's data is refused all the same.")
    boolean older;

    @Mixin
    private final Restart restart = new Restart();

    UpgradeInstallCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (file == null && !restart.wanted) {
            throw Problem.bad("name the upgrade file; or --restart for one that is written already");
        }
        return asking(calls -> {
            var status = status(calls);
            if (file != null) {
                status = written(
                        calls,
                        calls.post(
                                PATH + "/install",
                                new UpgradeInstallRequest(file, older),
                                UpgradeStatusResponse.class));
            }
            if (status.problem() != null) {
                return shown(status, 1);
            }
            if (restart.wanted) {
                status = calls.post(PATH + "/restart", new EmptyBody(), UpgradeStatusResponse.class);
            }
            return shown(status, 0);
        });
    }

    private UpgradeStatusResponse written(Calls calls, UpgradeStatusResponse begun) {
        var status = begun;
        var told = "";
        while (WORK.contains(status.state()) && status.problem() == null) {
            var line = "  %s: %s".formatted(status.state(), status.progress() == null ? "..." : status.progress());
            if (!line.equals(told)) {
                told = line;
                progress().live(line);
            }
            pause();
            status = status(calls);
        }
        return status;
    }

    private void pause() {
        try {
            world.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.refused("nobody waits any more; the box goes on: plantctl upgrade status")
                    .because(e);
        }
    }
}
