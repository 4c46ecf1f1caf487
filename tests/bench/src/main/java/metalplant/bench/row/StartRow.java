package metalplant.bench.row;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.bench.limit.ChildServer;
import metalplant.bench.limit.EmptyHelidon;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.plant.PlantStatus;

/**
 * Row 9: from the start of the plant's JVM to the first 200 of its health, on a folder that has been used before, beside an empty server
 * with the same flags. PostgreSQL and nsqd start within that time; what they took is subtracted, as the peers' figures have none.
 */
public final class StartRow {
    private static final int ROW = 9;
    private static final Pattern STORE_STEP = Pattern.compile("\\] (database|NSQ).*: done in ([0-9.]+) s");
    private static final Pattern STAMP = Pattern.compile("^\\[ *([0-9.]+) s\\].*");
    private static final String MAIN = "metalplant.bootstrap.PlantCommand";
    private static final double FIRST_SETUP_SECONDS = 10;

    private final Settings settings;
    private final Lab.Results results;

    public StartRow(Settings settings, Lab.Results results) {
        this.settings = settings;
        this.results = results;
    }

    /**
     * Starts the plant again and again; it must not run.
     *
     * @param command of the plant's JVM when it ran
     * @param status where it answers: the ports stay
     */
    public void run(
            List<String> command, PlantStatus status, Path folder, EmptyHelidon empty, String what, Path scratch)
            throws IOException, InterruptedException {
        var restart = new ArrayList<>(command.subList(0, command.indexOf(MAIN) + 1));
        restart.addAll(List.of("run", "--data", folder.toString(), "--rack", "0"));
        var address = new InetSocketAddress(status.api().getHost(), status.api().getPort());
        var rounds = new ArrayList<Round>();
        var withStores = new ArrayList<Round>();
        for (int round = 0; round < settings.rounds(); round++) {
            double limit;
            try (var server = empty.start()) {
                limit = server.secondsToReady();
            }
            var output = scratch.resolve("start.log");
            try (var plant = ChildServer.start(restart, address, status.api().getPath() + "v1/health", output)) {
                double stores = stores(Files.readString(output));
                withStores.add(new Round(Double.NaN, plant.secondsToReady()));
                rounds.add(new Round(limit, plant.secondsToReady() - stores));
            }
        }
        results.add(new Figure(
                ROW,
                "start to ready, " + what,
                "s",
                "empty Helidon",
                rounds,
                Optional.of(Aim.ratioAtMost(1.3)),
                empty.flags(),
                0));
        results.add(new Figure(ROW, "the same with PostgreSQL and nsqd", "s", "", withStores, Optional.empty(), "", 0));
    }

    /** Seconds that the stores' steps took, by the plant's own progress lines. */
    static double stores(String output) {
        return STORE_STEP
                .matcher(output)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(2)))
                .sum();
    }

    /** The very first start, which makes keys, database cluster and seed data. */
    public void firstSetUp(List<String> startLog) {
        double last = Double.NaN;
        for (var line : startLog) {
            var match = STAMP.matcher(line);
            if (match.matches()) {
                last = Double.parseDouble(match.group(1));
            }
        }
        results.add(new Figure(
                ROW,
                "first set-up of a new plant",
                "s",
                "",
                List.of(new Round(Double.NaN, last)),
                Optional.of(Aim.valueAtMost(FIRST_SETUP_SECONDS)),
                "keys, cluster, schema, seed data; one time only",
                0));
    }
}
