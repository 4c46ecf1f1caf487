package metalplant.bootstrap;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * Shows a person what a start waits for, and since when. Plain lines, so that a log of them reads as well as a terminal.
 */
final class Progress {
    private static final Duration REMIND = Duration.ofSeconds(5);

    private final PrintStream out;
    private final World world;
    private final long from;

    Progress(PrintStream out, World world) {
        this.out = out;
        this.world = world;
        this.from = world.nanos();
    }

    /** Does one step and says how long it took; reminds every five seconds while it lasts. */
    <T> T step(String what, Supplier<T> work) {
        return step(what, () -> "", work);
    }

    /** The same with a word on how far it is. */
    <T> T step(String what, Supplier<String> soFar, Supplier<T> work) {
        var began = world.nanos();
        var reminder = new Reminder(what, soFar, began);
        reminder.arm();
        try {
            var result = work.get();
            say("%s: done in %s s".formatted(what, seconds(world.nanos() - began)));
            return result;
        } catch (RuntimeException e) {
            say("%s: failed after %s s".formatted(what, seconds(world.nanos() - began)));
            throw e;
        } finally {
            reminder.stop();
        }
    }

    void say(String line) {
        out.printf(Locale.ROOT, "[%6s s] %s%n", seconds(world.nanos() - from), line);
        out.flush();
    }

    /** Text without a time before it. */
    void print(String text) {
        out.println(text);
        out.flush();
    }

    /** Speaks every five seconds until it is stopped. */
    private final class Reminder {
        private final String what;
        private final Supplier<String> soFar;
        private final long began;
        private boolean stopped;
        private World.@Nullable Cancel next;

        Reminder(String what, Supplier<String> soFar, long began) {
            this.what = what;
            this.soFar = soFar;
            this.began = began;
        }

        synchronized void arm() {
            next = world.after(REMIND, this::speak);
        }

        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel();
            }
        }

        private synchronized void speak() {
            if (!stopped) {
                say("%s: waiting since %s s %s"
                        .formatted(what, seconds(world.nanos() - began), soFar.get())
                        .stripTrailing());
                arm();
            }
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}
