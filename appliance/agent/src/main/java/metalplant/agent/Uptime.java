package metalplant.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** How long the machine runs, as a shell script sees it too: wall time may jump between what two programs write down and read. */
final class Uptime {
    private Uptime() {}

    /** Which run of the machine this is. */
    static String boot() {
        return read("/proc/sys/kernel/random/boot_id");
    }

    /** Whole seconds since then. */
    static long seconds() {
        return Long.parseLong(read("/proc/uptime").replaceFirst("[. ].*", ""));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%s: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }
}
