package metalplant.bench.row;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Statistics;
import metalplant.fabric.proof.LargeFabric;
import metalplant.fabric.proof.Proof;

/**
 * Row 16: the configuration of a large fabric and the proof that random zones leak nothing, in this process. The large fabric stands beside
 * one of a tenth of the VRFs, because what is quadratic shows there whatever the machine.
 */
public final class FabricRow {
    private static final int ROW = 16;
    private static final int LEAVES = 32;
    private static final int VRFS = 500;
    private static final int SHARE = 10;
    private static final double RENDER_SECONDS = 2;
    /** Ten times as many VRFs may take so many times as long. */
    private static final double LINEAR = 15;

    /** CPU time, because a long sample on a busy machine holds other programs' time slices as well; the clock's stands beside it. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final int ZONES = 10_000;
    private static final int ZONES_QUICK = 300;
    private static final long SEED = 7;

    public void run(Settings settings, Lab.Results results) {
        render(settings, results);
        prove(settings, results);
    }

    private static void render(Settings settings, Lab.Results results) {
        var warm = LargeFabric.texts(LargeFabric.of(LEAVES, VRFS));
        long characters =
                warm.values().stream().mapToLong(each -> each.frr().length()).sum();
        var rounds = new ArrayList<Round>();
        var clock = new ArrayList<Double>();
        for (int round = 0; round < settings.rounds(); round++) {
            double small = seconds(VRFS / SHARE);
            long from = System.nanoTime();
            rounds.add(new Round(small, seconds(VRFS)));
            clock.add((System.nanoTime() - from) / 1e9);
        }
        results.add(new Figure(
                ROW,
                "%d leaves, %d VRFs each: written and checked".formatted(LEAVES, VRFS),
                "s of CPU",
                "",
                rounds.stream().map(each -> new Round(Double.NaN, each.ours())).toList(),
                Optional.of(Aim.valueAtMost(RENDER_SECONDS)),
                String.format(Locale.ROOT, "%.2f s by the clock, %d characters", Statistics.median(clock), characters),
                0));
        results.add(new Figure(
                ROW,
                "%d VRFs against %d".formatted(VRFS, VRFS / SHARE),
                "s of CPU",
                "%d VRFs".formatted(VRFS / SHARE),
                rounds,
                Optional.of(Aim.ratioAtMost(LINEAR)),
                "",
                0));
    }

    private static double seconds(int vrfs) {
        long from = CPU.getCurrentThreadCpuTime();
        if (LargeFabric.texts(LargeFabric.of(LEAVES, vrfs)).size() != LEAVES) {
            throw new IllegalStateException("a leaf has no text");
        }
        return (CPU.getCurrentThreadCpuTime() - from) / 1e9;
    }

    private static void prove(Settings settings, Lab.Results results) {
        int zones = settings.quick() ? ZONES_QUICK : ZONES;
        long from = System.nanoTime();
        var outcome = Proof.of(zones, Proof.seeded(SEED));
        double took = (System.nanoTime() - from) / 1e9;
        int wrong = outcome.wrong().isPresent() ? 1 : 0;
        results.add(new Figure(
                ROW,
                "random zones checked",
                "zones/s",
                "",
                List.of(new Round(Double.NaN, outcome.zones() / took)),
                Optional.empty(),
                String.format(Locale.ROOT, "%d zones in %.1f s by the clock, seed %d", outcome.zones(), took, SEED),
                0));
        results.add(new Figure(
                ROW,
                "random zones that leak",
                "zones",
                "",
                List.of(new Round(Double.NaN, wrong)),
                Optional.of(Aim.valueAtMost(0)),
                outcome.wrong().map(each -> each.finding().toString()).orElse(""),
                0));
    }
}
