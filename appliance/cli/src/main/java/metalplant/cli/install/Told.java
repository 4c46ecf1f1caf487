package metalplant.cli.install;

import java.time.Duration;
import metalplant.cli.Screen;
import metalplant.installer.DiskWriter;
import metalplant.model.World;

/** Progress for a person: a line that changes; where nobody looks, a line now and then. */
final class Told implements DiskWriter.Progress {
    private final World world;
    private final Screen screen;
    private final long everyNanos;
    private final long from;
    private long lastSaid;

    Told(World world, Screen screen, Duration every) {
        this.world = world;
        this.screen = screen;
        this.everyNanos = every.toNanos();
        this.from = world.nanos();
        this.lastSaid = from;
    }

    @Override
    public void at(String what, long done, long all) {
        var now = world.nanos();
        var line = "  %3d %%  %s, %d s"
                .formatted(
                        100 * done / Math.max(1, all),
                        what,
                        Duration.ofNanos(now - from).toSeconds());
        screen.live(line);
        if (!screen.interactive() && now - lastSaid >= everyNanos) {
            lastSaid = now;
            screen.say(line);
        }
    }
}
