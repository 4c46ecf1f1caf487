package metalplant.bench.row;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Statistics;
import metalplant.model.machine.Placement;

/**
 * Row 13: the choice of racks alone, in this process. Ours chooses among racks, the peer among machines: 1,000 machines stand in 32
 * racks, and that is what the peer's 1,000 candidates are held against. As many racks as machines is shown beside it.
 */
public final class PlacementRow {
    private static final int ROW = 13;
    /** A thousand machines stand in this many racks. */
    private static final int MACHINES_IN_RACKS = 32;

    private static final List<Integer> RACKS = List.of(10, 32, 100, 1_000);
    private static final double METAL_API_MICROS = 21_000;
    private static final double TIMES_METAL_API = 100;
    /** Ten times as many may take this many times as long and still count as linear. */
    private static final double LINEAR = 15;

    private static final int CALLS = 200;
    /** CPU time, because a long sample on a busy machine holds other programs' time slices as well. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    public void run(Settings settings, Lab.Results results) {
        RACKS.forEach(racks -> micros(racks, settings.seconds() / 2));
        Map<Integer, List<Round>> rounds = new HashMap<>();
        for (int round = 0; round < settings.rounds(); round++) {
            for (int racks : RACKS) {
                rounds.computeIfAbsent(racks, _ -> new ArrayList<>())
                        .add(new Round(Double.NaN, micros(racks, settings.seconds() / 4)));
            }
        }
        for (int racks : RACKS) {
            boolean judged = racks == MACHINES_IN_RACKS;
            results.add(new Figure(
                    ROW,
                    "placement among %d racks".formatted(racks),
                    "µs",
                    "",
                    rounds.getOrDefault(racks, List.of()),
                    judged ? Optional.of(Aim.valueAtMost(METAL_API_MICROS / TIMES_METAL_API)) : Optional.empty(),
                    "",
                    0));
        }
        var growth = new ArrayList<Round>();
        for (int i = 0; i < settings.rounds(); i++) {
            growth.add(new Round(
                    Objects.requireNonNull(rounds.get(100)).get(i).ours(),
                    Objects.requireNonNull(rounds.get(1_000)).get(i).ours()));
        }
        results.add(new Figure(
                ROW,
                "placement, 1000 racks against 100",
                "µs",
                "100 racks",
                growth,
                Optional.of(Aim.ratioAtMost(LINEAR)),
                "",
                0));
    }

    private static double micros(int count, double seconds) {
        var racks = new ArrayList<String>();
        var load = new HashMap<String, Long>();
        for (int i = 0; i < count; i++) {
            racks.add("rack-%04d".formatted(i));
            load.put("rack-%04d".formatted(i), (long) (i * 7919 % 5));
        }
        var took = new ArrayList<Double>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int seen = 0;
        while (System.nanoTime() < end || took.isEmpty()) {
            long from = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                seen += Placement.racks(racks, load, Optional.empty()).size();
            }
            took.add((CPU.getCurrentThreadCpuTime() - from) / 1e3 / CALLS);
        }
        if (seen == 0) {
            throw new IllegalStateException("placement chose no rack");
        }
        return Statistics.median(took);
    }
}
