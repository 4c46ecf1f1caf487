package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sets the clock of the box; reading it is the world's business. */
@FunctionalInterface
interface BoxClock {
    /** Whether it could be set. */
    boolean set(Instant time);

    /** By the program {@code date}, which every root has; Java cannot set a clock. */
    static BoxClock ofSystem() {
        return time -> {
            try {
                var process = new ProcessBuilder(List.of("date", "--utc", "--set=@" + time.getEpochSecond()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return false;
                }
                return process.exitValue() == 0;
            } catch (IOException _) {
                return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}
