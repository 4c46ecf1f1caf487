package metalplant.bench.row;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Round;
import metalplant.bench.plant.ProcessFacts;

/**
 * Row 8: servers that nobody knew get power. Each makes every call of a boot (Dhcp, three events, Register, Wait); the time ends when
 * the plant would give away the last of them.
 */
public final class JoinRow {
    private static final int ROW = 8;
    private static final int AT_A_TIME = 32;
    private static final double IRONIC_CREATES = 21;
    private static final double TIMES_IRONIC = 20;

    /** Grows the fleet by this many. */
    public void run(Lab lab, int count) throws IOException, InterruptedException, SQLException {
        double floor = lab.floor(1);
        double cpu = ProcessFacts.cpuMillis(lab.plant().pid());
        double wal = lab.database().walPosition();
        var sample = lab.fleet()
                .join(count, AT_A_TIME)
                .with(
                        ProcessFacts.cpuMillis(lab.plant().pid()) - cpu,
                        lab.database().walPosition() - wal);
        lab.noteError(sample);
        lab.results().cost("join of %d".formatted(count), sample);
        lab.add(
                ROW,
                String.format(Locale.ROOT, "%,d servers join, %d at a time", count, AT_A_TIME),
                "joins/s",
                "floor",
                List.of(new Round(floor, sample.perSecond())),
                Optional.of(Aim.ratioAtLeast(TIMES_IRONIC * IRONIC_CREATES / Lab.PEER_FLOOR)),
                "%s per join, six calls each, CPU %.1f ms, WAL %.0f B"
                        .formatted(sample.latencies(), sample.cpuPerOperation(), sample.walPerOperation()),
                lab.takeTroubles());
    }
}
