package metalplant.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What another JVM of this user holds on to. */
final class LiveHeap {
    private static final double MIB = 1024 * 1024;
    private static final long SECONDS_MAX = 60;
    private static final int LOOKS_MAX = 5;

    private LiveHeap() {}

    /**
     * MiB of the objects that a full collection leaves; it is made now, and stops that JVM for as long as it takes. On a machine that is busy a
     * JVM may be too late to let anybody look at it, so that is tried again.
     *
     * @return NaN if it never was in time
     */
    static double mib(long pid) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS_MAX; look++) {
            var histogram = histogram(pid);
            if (isHistogram(histogram)) {
                return total(histogram) / MIB;
            }
        }
        return Double.NaN;
    }

    private static boolean isHistogram(String text) {
        return text.lines().anyMatch(line -> line.startsWith("Total"));
    }

    private static String histogram(long pid) throws IOException, InterruptedException {
        // The histogram is the one command that collects first and then counts what is left.
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("jcmd took longer than %d s".formatted(SECONDS_MAX));
        }
        return text;
    }

    /** The bytes in the last line of a histogram: {@code Total  INSTANCES  BYTES}. */
    static long total(String histogram) throws IOException {
        var words = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new IOException("no histogram: " + histogram))
                .strip()
                .split("\\s+");
        return Long.parseLong(words[2]);
    }
}
