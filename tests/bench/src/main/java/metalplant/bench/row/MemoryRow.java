package metalplant.bench.row;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.plant.ProcessFacts;

/** Row 10: resident memory of the plant's JVM beside that of an empty server with the same flags. */
public final class MemoryRow {
    private static final int ROW = 10;
    private static final double FIVE_GO_PROCESSES_MIB = 166;
    private static final double MANY_MIB = 512;
    private static final int MANY = 10_000;

    /** Measures now. */
    public void run(Lab.Results results, long plant, long empty, int machines, String what) throws IOException {
        double ours = ProcessFacts.residentMiB(plant);
        double limit = ProcessFacts.residentMiB(empty);
        var label = String.format(Locale.ROOT, "resident memory, %,d machines, %s", machines, what);
        results.add(new Figure(
                ROW,
                label,
                "MiB",
                "empty Helidon",
                List.of(new Round(limit, ours)),
                Optional.of(Aim.ratioAtMost(1.3)),
                "",
                0));
        if (machines == 1_000 || machines == MANY) {
            double bound = machines == MANY ? MANY_MIB : FIVE_GO_PROCESSES_MIB;
            results.add(new Figure(
                    ROW,
                    label + ", whole",
                    "MiB",
                    "",
                    List.of(new Round(Double.NaN, ours)),
                    Optional.of(Aim.valueAtMost(bound)),
                    "",
                    0));
        }
    }
}
