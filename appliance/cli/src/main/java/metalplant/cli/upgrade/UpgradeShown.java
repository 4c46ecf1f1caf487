package metalplant.cli.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import metalplant.cli.Calls;
import metalplant.cli.Screen;
import metalplant.cli.host.HostCommon;
import metalplant.model.World;
import metalplant.wire.plant.UpgradeSlotResponse;
import metalplant.wire.plant.UpgradeStatusResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands around upgrades have in common: how an answer looks. */
abstract class UpgradeShown extends HostCommon {
    static final String PATH = "v1/plant/upgrade";

    UpgradeShown(World world, Screen screen) {
        super(world, screen);
    }

    /** For those that end in a restart. */
    static final class Restart {
        @Option(names = "--restart", description = "Starts the box again at once, if that is what is waited for.")
        boolean wanted;
    }

    final UpgradeStatusResponse status(Calls calls) {
        return calls.get(PATH, UpgradeStatusResponse.class);
    }

    final int shown(UpgradeStatusResponse status, int exit) {
        if (json()) {
            printed(status);
            return exit;
        }
        screen.say("  running    " + (status.running().isEmpty() ? "no image with slots" : status.running()));
        status.slots().forEach(this::slot);
        if (!status.state().equals("none")) {
            screen.say("  upgrade    %s to %s: %s, since %s"
                    .formatted(status.from(), status.to(), status.state(), time(status.since())));
        }
        line("waits for", status.waitsFor());
        line("progress", status.progress());
        line("because", status.problem());
        status.trials()
                .forEach(trial -> screen.say("  start      %s, got to step %s%s"
                        .formatted(
                                time(trial.began()),
                                trial.step(),
                                trial.problem() == null ? "" : ": " + trial.problem())));
        if (status.state().equals("good")) {
            screen.say("  ready for  %s of %s".formatted(days(status.goodSeconds()), days(status.commitSeconds())));
        }
        line("snapshot", status.snapshot());
        line("next", status.next());
        return exit;
    }

    private void slot(UpgradeSlotResponse slot) {
        screen.say("  %-10s %-20s %s%s%s"
                .formatted(
                        slot.slot(),
                        slot.version(),
                        slot.running() ? "runs" : "does not run",
                        slot.trial() ? ", on trial" : "",
                        slot.triesLeft() == null
                                ? ", was good"
                                : ", %d tries left, %d done".formatted(slot.triesLeft(), slot.triesDone())));
    }

    private void line(String name, @Nullable String text) {
        Optional.ofNullable(text).ifPresent(each -> screen.say("  %-10s %s".formatted(name, each)));
    }

    private static String days(long seconds) {
        var time = Duration.ofSeconds(seconds);
        return "%d days %d h".formatted(time.toDays(), time.toHoursPart());
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "-" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
