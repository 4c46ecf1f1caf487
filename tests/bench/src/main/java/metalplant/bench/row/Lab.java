package metalplant.bench.row;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import metalplant.bench.limit.ChildServer;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Fleet;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;
import metalplant.bench.plant.Database;
import metalplant.bench.plant.PlantStatus;
import metalplant.bench.plant.ProcessFacts;

/** What rows work with: the plant, the limits beside it, and the list of figures. */
public final class Lab {
    /** One-row commits per second with one client of the machine on which the recorded peers were measured. */
    static final double PEER_FLOOR = 979;

    private final Settings settings;
    private final PlantStatus plant;
    private final Rest rest;
    private final Database database;
    private final Fleet fleet;
    private final Seeds seeds;
    private final Limits limits;
    private final Results results;

    /**
     * Servers beside the plant.
     *
     * @param empty a Helidon server with the plant's flags
     * @param nginx absent if it is not installed
     * @param nginxFiles the folder it serves
     */
    public record Limits(
            ChildServer empty, Optional<ChildServer> nginx, java.nio.file.Path nginxFiles, Optional<Peers> peers) {}

    /** Where figures, remarks and the CPU costs by name come together; outlives a restart of the plant. */
    public static final class Results {
        private final PrintStream progress;
        private final List<Figure> figures = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private final Map<String, Sample> costs = new HashMap<>();

        public Results(PrintStream progress) {
            this.progress = progress;
        }

        public void say(String format, Object... values) {
            progress.println("bench: " + String.format(Locale.ROOT, format, values));
            progress.flush();
        }

        public void add(Figure figure) {
            figures.add(figure);
            say(
                    "  %d %s: %.1f %s, ratio %.3f %s",
                    figure.row(), figure.what(), figure.value(), figure.unit(), figure.ratio(), figure.verdict());
        }

        public void remark(String text) {
            remarks.add(text);
            say("note: %s", text);
        }

        public List<Figure> figures() {
            return figures;
        }

        public List<String> remarks() {
            return remarks;
        }

        void cost(String operation, Sample sample) {
            costs.put(operation, sample);
        }

        Map<String, Sample> costs() {
            return costs;
        }
    }

    public Lab(
            Settings settings,
            PlantStatus plant,
            Database database,
            Fleet fleet,
            Seeds seeds,
            Limits limits,
            Results results) {
        this.settings = settings;
        this.plant = plant;
        this.rest = new Rest(plant);
        this.database = database;
        this.fleet = fleet;
        this.seeds = seeds;
        this.limits = limits;
        this.results = results;
    }

    /** How many machines there are. */
    public int fleetSize() {
        return fleet.size();
    }

    /** Brings the fleet to this size and lets the database know its new figures. */
    public void growTo(int size) throws IOException, InterruptedException, SQLException {
        fleet.grow(size);
        database.analyze();
    }

    Settings settings() {
        return settings;
    }

    PlantStatus plant() {
        return plant;
    }

    Rest rest() {
        return rest;
    }

    Database database() {
        return database;
    }

    Fleet fleet() {
        return fleet;
    }

    Seeds seeds() {
        return seeds;
    }

    Limits limits() {
        return limits;
    }

    Results results() {
        return results;
    }

    /** What the fleet could not do by itself since the last time; the first such thing is told. */
    long takeTroubles() {
        long troubles = fleet.takeTroubles();
        if (troubles > 0) {
            results.remark("%d calls of the fleet failed and were made again, the first: %s"
                    .formatted(troubles, fleet.firstTrouble()));
        }
        return troubles;
    }

    /** Commits per second at best, now. */
    double floor(int clients) throws InterruptedException {
        return database.floor(clients, settings.limitSeconds()).perSecond();
    }

    /** Runs a crowd and says what it cost the plant. */
    Sample measure(int clients, double seconds, Crowd.Worker worker)
            throws InterruptedException, IOException, SQLException {
        double cpu = ProcessFacts.cpuMillis(plant.pid());
        double wal = database.walPosition();
        var sample = Crowd.run(clients, seconds, worker);
        noteError(sample);
        return sample.with(ProcessFacts.cpuMillis(plant.pid()) - cpu, database.walPosition() - wal);
    }

    /** Lets the plant's compiler see a workload before it is measured: a plant runs for years, and is warm. */
    void warm(int clients, Crowd.Worker worker) throws InterruptedException {
        noteError(Crowd.run(clients, settings.warmSeconds(), worker));
    }

    /** Tells at once what went wrong, so that nobody waits for the end of a run to see it. */
    void noteError(Sample sample) {
        if (sample.errors() > 0) {
            results.say("%d errors, the first: %s", sample.errors(), sample.firstError());
        }
    }

    void add(
            int row,
            String what,
            String unit,
            String limitName,
            List<Round> rounds,
            Optional<Aim> aim,
            String detail,
            long errors) {
        results.add(new Figure(row, what, unit, limitName, rounds, aim, detail, errors));
    }
}
