package metalplant.bench.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import metalplant.bench.plant.ProcessFacts;

/**
 * Memory of a JVM at the end of each tenth of a run. The first tenth is its warming up: growth is what comes behind it.
 *
 * @param heap MiB left by a full collection
 * @param resident MiB of the whole process
 */
record Memory(List<Double> heap, List<Double> resident) {
    static final int PARTS = 10;

    /** Looks at the end of each part of a time; returns at its end. */
    static Memory during(long pid, double seconds) throws IOException, InterruptedException {
        var heap = new ArrayList<Double>();
        var resident = new ArrayList<Double>();
        long start = System.nanoTime();
        for (int part = 1; part <= PARTS; part++) {
            double left = seconds * part / PARTS - (System.nanoTime() - start) / 1e9;
            Thread.sleep((long) Math.max(0, left * 1000));
            resident.add(ProcessFacts.residentMiB(pid));
            heap.add(LiveHeap.mib(pid));
        }
        return new Memory(heap, resident);
    }

    static String listed(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.0f", value))
                .collect(Collectors.joining(", ", "MiB after each tenth: ", ""));
    }
}
