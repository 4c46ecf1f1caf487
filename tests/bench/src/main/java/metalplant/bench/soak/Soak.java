package metalplant.bench.soak;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import metalplant.bench.load.BootChannels;
import metalplant.bench.load.Fleet;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Report;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;
import metalplant.bench.plant.Database;
import metalplant.bench.plant.PlantProcess;
import metalplant.bench.plant.PlantStatus;
import metalplant.bench.plant.ProcessFacts;
import metalplant.bench.row.Lab;
import metalplant.bench.row.Seeds;

/** A plant of full size under many clients for a long time: what it answers, how soon, and what it comes to hold on to. */
public final class Soak {
    /** Memory may move with what is under way at the moment of a look; more than this is growth. */
    private static final double GROWTH_MAX = 1.2;

    private final int row;
    private final SoakSettings settings;
    private final Lab.Results results;

    public Soak(int row, SoakSettings settings, Lab.Results results) {
        this.row = row;
        this.settings = settings;
        this.results = results;
    }

    /** Runs on a plant that is started for it. */
    public void run(PlantProcess plant) throws IOException, InterruptedException, SQLException {
        results.say("starting a plant");
        var status = plant.start();
        var rest = new Rest(status);
        try (var database = new Database(status);
                var channels = new BootChannels(status);
                var fleet = new Fleet(rest, channels, status.partition())) {
            long from = System.nanoTime();
            var seeds = Seeds.make(rest, status.partition());
            var population = Population.make(settings, rest, fleet, seeds, results::say);
            database.analyze();
            fleetTroubles(fleet, "while the plant was filled");
            results.say("filled after %.0f s (load %s)", (System.nanoTime() - from) / 1e9, ProcessFacts.load());
            soak(status, rest, fleet, database, population);
        }
    }

    private long fleetTroubles(Fleet fleet, String when) {
        long troubles = fleet.takeTroubles();
        if (troubles > 0) {
            results.remark(Report.about(row)
                    + "%d calls of servers failed %s, and were made again: %s"
                            .formatted(troubles, when, fleet.firstTrouble()));
        }
        return troubles;
    }

    private void soak(PlantStatus plant, Rest rest, Fleet fleet, Database database, Population population)
            throws IOException, InterruptedException, SQLException {
        double seconds = settings.duration().toSeconds();
        double cpu = ProcessFacts.cpuMillis(plant.pid());
        double wal = database.walPosition();
        var crowd = new Clients(seconds);
        crowd.start(rest, fleet, population);
        var memory = Memory.during(plant.pid(), seconds);
        var samples = crowd.end();
        double spentMillis = ProcessFacts.cpuMillis(plant.pid()) - cpu;
        double written = database.walPosition() - wal;
        report(samples, fleetTroubles(fleet, "during the soak"), spentMillis, written);
        report(memory);
    }

    /** All clients. */
    private final class Clients {
        private final double seconds;
        private final CountDownLatch ended = new CountDownLatch(settings.clients());
        private final List<Soaker> soakers = new ArrayList<>();

        Clients(double seconds) {
            this.seconds = seconds;
        }

        void start(Rest rest, Fleet fleet, Population population) {
            long end = System.nanoTime() + (long) (seconds * 1e9);
            for (int i = 0; i < settings.clients(); i++) {
                var soaker = new Soaker(i, settings.clients(), rest, fleet, population);
                soakers.add(soaker);
                Thread.ofPlatform().name("soak-" + i).start(() -> work(soaker, end));
            }
        }

        private void work(Soaker soaker, long end) {
            try (soaker) {
                while (System.nanoTime() < end) {
                    soaker.once(settings.pause().toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        }

        Map<String, Sample> end() throws InterruptedException {
            ended.await();
            return Tally.sum(soakers.stream().map(Soaker::tally).toList(), seconds);
        }
    }

    private void report(Map<String, Sample> samples, long troubles, double cpuMillis, double walBytes) {
        samples.forEach((operation, sample) -> results.add(new Figure(
                row,
                operation,
                "ms p99",
                "",
                List.of(new Round(Double.NaN, sample.percentile(0.99))),
                Optional.empty(),
                String.format(
                        Locale.ROOT,
                        "%,d calls, p50 %.1f ms, longest %.0f ms%s",
                        sample.operations(),
                        sample.percentile(0.5),
                        sample.percentile(1),
                        sample.firstError().isEmpty() ? "" : ", first error: " + sample.firstError()),
                sample.errors())));
        long calls = samples.values().stream().mapToLong(Sample::operations).sum();
        long errors = samples.values().stream().mapToLong(Sample::errors).sum();
        results.add(new Figure(
                row,
                "calls of all %d clients".formatted(settings.clients()),
                "calls/s",
                "",
                List.of(new Round(
                        Double.NaN, calls / (double) settings.duration().toSeconds())),
                Optional.empty(),
                String.format(
                        Locale.ROOT,
                        "%,d calls, CPU %.2f ms and WAL %.0f B per call, events of the fleet included",
                        calls,
                        cpuMillis / Math.max(1, calls),
                        walBytes / Math.max(1, calls)),
                0));
        results.add(new Figure(
                row,
                "answers other than success",
                "answers",
                "",
                List.of(new Round(Double.NaN, errors + troubles)),
                Optional.of(Aim.valueAtMost(0)),
                "those to servers of the fleet included",
                0));
    }

    private void report(Memory memory) {
        grown("heap after a full collection", memory.heap());
        grown("resident memory", memory.resident());
    }

    /** The end beside the end of the first tenth, which is warming up. */
    private void grown(String what, List<Double> all) {
        var values = all.stream().filter(value -> !value.isNaN()).toList();
        if (values.size() < 2) {
            results.remark(Report.about(row) + what + " could not be seen: the plant's JVM let nobody look in time");
            return;
        }
        results.add(new Figure(
                row,
                what + ", at the end",
                "MiB",
                "after the first tenth",
                List.of(new Round(values.getFirst(), values.getLast())),
                Optional.of(Aim.ratioAtMost(GROWTH_MAX)),
                Memory.listed(values),
                0));
    }
}
