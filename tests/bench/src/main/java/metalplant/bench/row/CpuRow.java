package metalplant.bench.row;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;

/** Row 11: what the operations of the other rows cost the plant's JVM. Noise of the machine hardly touches it. */
public final class CpuRow {
    private static final int ROW = 11;

    public void run(Lab.Results results) {
        for (Map.Entry<String, Sample> cost : new TreeMap<>(results.costs()).entrySet()) {
            if (cost.getValue().operations() > 0) {
                results.add(new Figure(
                        ROW,
                        "CPU of " + cost.getKey(),
                        "ms/op",
                        "",
                        List.of(new Round(Double.NaN, cost.getValue().cpuPerOperation())),
                        Optional.empty(),
                        "%d operations".formatted(cost.getValue().operations()),
                        0));
            }
        }
    }
}
