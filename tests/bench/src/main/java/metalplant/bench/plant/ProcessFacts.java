package metalplant.bench.plant;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux knows about a process. */
public final class ProcessFacts {
    /** Ticks per second in /proc on every Linux that we run on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int FIELDS_BEFORE_UTIME = 11;

    private ProcessFacts() {}

    /** CPU time used so far, user and system, in milliseconds. */
    public static double cpuMillis(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name, in parentheses, may hold blanks.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[FIELDS_BEFORE_UTIME]) + Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
        return ticks * 1000 / TICKS_PER_SECOND;
    }

    /** Resident memory in MiB. */
    public static double residentMiB(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("process " + pid + " has no resident memory");
    }

    /** Program and arguments. */
    public static List<String> commandLine(long pid) throws IOException {
        var bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
        return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    }

    /** Load average of the last minute. */
    public static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }
}
