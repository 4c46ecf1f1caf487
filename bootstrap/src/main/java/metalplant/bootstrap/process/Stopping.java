package metalplant.bootstrap.process;

import java.time.Duration;
import metalplant.model.World;

/** Ends a process: asks first, then insists. */
public final class Stopping {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Stopping() {}

    /**
     * Sends SIGTERM, waits, then SIGKILL.
     *
     * @return whether it is gone
     */
    public static boolean stop(ProcessHandle process, Duration patience, World world) {
        process.destroy();
        if (awaitEnd(process.pid(), patience, world)) {
            return true;
        }
        process.destroyForcibly();
        return awaitEnd(process.pid(), AFTER_KILL, world);
    }

    /** Waits until a process, ours or not, has ended. */
    public static boolean awaitEnd(long pid, Duration patience, World world) {
        var deadline = world.nanos() + patience.toNanos();
        while (ProcessFacts.isAlive(pid)) {
            if (world.nanos() - deadline > 0) {
                return false;
            }
            try {
                world.pause(POLL);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
