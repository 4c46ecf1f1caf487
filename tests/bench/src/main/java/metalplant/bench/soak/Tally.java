package metalplant.bench.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.bench.measure.Sample;
import org.jspecify.annotations.Nullable;

/** How long the calls of one client took, by operation, and which failed. Not for several threads at a time. */
final class Tally {
    private final Map<String, Took> all = new TreeMap<>();

    private static final class Took {
        private long[] nanos = new long[256];
        private int count;
        private long errors;
        private @Nullable String firstError;
    }

    void took(String operation, long nanos) {
        var took = of(operation);
        if (took.count == took.nanos.length) {
            took.nanos = Arrays.copyOf(took.nanos, took.count * 2);
        }
        took.nanos[took.count++] = nanos;
    }

    void failed(String operation, Exception why) {
        var took = of(operation);
        took.errors++;
        if (took.firstError == null) {
            took.firstError = String.valueOf(why.getMessage());
        }
    }

    private Took of(String operation) {
        return all.computeIfAbsent(operation, _ -> new Took());
    }

    /** Those of all clients, by operation. @param seconds that they took together */
    static Map<String, Sample> sum(List<Tally> tallies, double seconds) {
        var parts = new TreeMap<String, Sample>();
        for (var tally : tallies) {
            tally.all.forEach((operation, took) ->
                    parts.merge(operation, sample(took), (one, other) -> Sample.sum(List.of(one, other))));
        }
        parts.replaceAll((_, sum) -> new Sample(
                seconds,
                sum.operations(),
                sum.errors(),
                sum.firstError(),
                sum.nanos(),
                sum.cpuMillis(),
                sum.walBytes()));
        return parts;
    }

    private static Sample sample(Took took) {
        var nanos = Arrays.copyOf(took.nanos, took.count);
        Arrays.sort(nanos);
        return new Sample(0, took.count, took.errors, took.firstError == null ? "" : took.firstError, nanos, 0, 0);
    }
}
