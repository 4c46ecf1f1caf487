package metalplant.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import metalplant.bench.limit.ChildServer;
import metalplant.bench.limit.EmptyHelidon;
import metalplant.bench.limit.Nginx;
import metalplant.bench.load.BootChannels;
import metalplant.bench.load.Fleet;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Figure;
import metalplant.bench.measure.Round;
import metalplant.bench.plant.Database;
import metalplant.bench.plant.PlantProcess;
import metalplant.bench.plant.PlantStatus;
import metalplant.bench.plant.ProcessFacts;
import metalplant.bench.row.AllocateRow;
import metalplant.bench.row.CpuRow;
import metalplant.bench.row.DoubleRow;
import metalplant.bench.row.EventRow;
import metalplant.bench.row.FabricRow;
import metalplant.bench.row.GetRow;
import metalplant.bench.row.IpRow;
import metalplant.bench.row.JoinRow;
import metalplant.bench.row.Lab;
import metalplant.bench.row.ListRow;
import metalplant.bench.row.MemoryRow;
import metalplant.bench.row.Peers;
import metalplant.bench.row.PlacementRow;
import metalplant.bench.row.PrefixRow;
import metalplant.bench.row.RouterRow;
import metalplant.bench.row.Seeds;
import metalplant.bench.row.Settings;
import metalplant.bench.row.StartRow;

/**
 * Runs the rows in the order that suits the plant: what needs it stopped first, then addresses, then machines in growing numbers, then
 * the start on a full store. A row that breaks is a figure with an error, and the others go on.
 */
final class Suite {
    /** More than the rows hold at a time, so that a fleet of the first size can serve them all. */
    private static final int MACHINES_MIN = 64;

    private final Settings settings;
    private final Path script;
    private final Path scratch;
    private final boolean peersWanted;
    private final Lab.Results results;
    private String flags = "";

    Suite(Settings settings, Path script, Path scratch, boolean peersWanted, Lab.Results results) {
        this.settings = settings;
        this.script = script;
        this.scratch = scratch;
        this.peersWanted = peersWanted;
        this.results = results;
    }

    /** What a row does. */
    private interface Work {
        void run() throws Exception;
    }

    /** Runs everything; answers the flags that the plant and the empty server ran with. */
    String run() throws IOException, InterruptedException, SQLException {
        row(13, () -> new PlacementRow().run(settings, results));
        row(16, () -> new FabricRow().run(settings, results));
        if (!List.of(13, 16).containsAll(settings.rows())) {
            try (var plant = new PlantProcess(script, scratch.resolve("plant"))) {
                withPlant(plant);
            }
        }
        return flags;
    }

    private void withPlant(PlantProcess plant) throws IOException, InterruptedException, SQLException {
        results.say("starting a plant");
        var status = plant.start();
        var starts = new StartRow(settings, results);
        row(9, () -> starts.firstSetUp(plant.startLog()));
        var command = ProcessFacts.commandLine(status.pid());
        var empty = new EmptyHelidon(command, scratch);
        flags = empty.flags();
        if (settings.wants(9)) {
            plant.stop();
            row(9, () -> starts.run(command, status, plant.folder(), empty, "empty store", scratch));
        }
        var running = settings.wants(9) ? plant.start() : status;
        try (var emptyServer = empty.start();
                var database = new Database(running);
                var channels = new BootChannels(running);
                var nginx = new Closeable(nginx());
                var peers = new Closeable(peers(database, running))) {
            row(10, () -> new MemoryRow().run(results, running.pid(), emptyServer.pid(), 0, "idle"));
            var rest = new Rest(running);
            try (var fleet = new Fleet(rest, channels, running.partition())) {
                var seeds = Seeds.make(rest, running.partition());
                var limits = new Lab.Limits(
                        emptyServer,
                        nginx.as(ChildServer.class),
                        scratch.resolve("nginx/files"),
                        peers.as(Peers.class));
                measure(new Lab(settings, running, database, fleet, seeds, limits, results), emptyServer, running);
            }
        }
        if (settings.wants(9) && settings.machines().getLast() >= MACHINES_MIN) {
            plant.stop();
            var what = "%d machines in the store".formatted(settings.machines().getLast());
            row(9, () -> starts.run(command, status, plant.folder(), empty, what, scratch));
        }
    }

    private void measure(Lab lab, ChildServer empty, PlantStatus plant) {
        row(1, () -> new IpRow(settings).measure(lab));
        row(2, () -> new PrefixRow(settings).measure(lab));
        var allocate = new AllocateRow();
        var lists = new ListRow();
        for (int size : settings.machines()) {
            if (!grow(lab, size)) {
                return;
            }
            if (size == settings.machines().getFirst()) {
                row(4, () -> new DoubleRow().run(lab));
            }
            row(10, () -> new MemoryRow().run(results, plant.pid(), empty.pid(), size, "all waiting"));
            row(5, () -> lists.at(lab));
            row(3, () -> allocate.at(lab));
            boolean last = size == settings.machines().getLast();
            if (last) {
                row(6, () -> new GetRow().run(lab));
                row(14, () -> RouterRow.ofOwnPlant(lab));
                row(7, () -> new EventRow().run(lab));
            }
            row(10, () -> new MemoryRow().run(results, plant.pid(), empty.pid(), size, "after load"));
        }
        // Behind the others: from now on the plant is not alone any more.
        row(15, () -> withNeighbour(lab));
        row(3, () -> allocate.end(lab));
        row(5, () -> lists.end(lab));
        row(11, () -> new CpuRow().run(results));
    }

    private void withNeighbour(Lab lab) throws IOException, InterruptedException, SQLException {
        try (var neighbour = new PlantProcess(script, scratch.resolve("neighbour"), "--partition", "neighbour")) {
            RouterRow.ofNeighbour(lab, neighbour);
        }
    }

    /** Machines of the larger sizes come the short way, as nobody asks how fast; answers whether they came. */
    private boolean grow(Lab lab, int size) {
        boolean needed = settings.rows().stream().anyMatch(List.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15)::contains);
        if (!needed) {
            return false;
        }
        try {
            results.say("growing to %d machines", size);
            long from = System.nanoTime();
            int missing = size - lab.fleetSize();
            if (settings.wants(8) && size <= 1_000) {
                row(8, () -> new JoinRow().run(lab, missing));
            }
            lab.growTo(size);
            results.say("%d machines wait after %.0f s", size, (System.nanoTime() - from) / 1e9);
            return true;
        } catch (IOException | SQLException | RuntimeException e) {
            broken(8, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void row(int number, Work work) {
        if (!settings.wants(number)) {
            return;
        }
        results.say("row %d (load %s)", number, load());
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken(number, e);
        } catch (Exception e) {
            broken(number, e);
        }
    }

    private void broken(int number, Exception e) {
        results.remark("row %d did not finish: %s".formatted(number, e));
        results.add(new Figure(
                number, "did not finish", "", "", List.of(new Round(Double.NaN, Double.NaN)), Optional.empty(), "", 1));
    }

    private static String load() {
        try {
            return ProcessFacts.load();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private Optional<ChildServer> nginx() throws IOException, InterruptedException {
        var program = Nginx.find();
        if (program.isEmpty()) {
            results.remark(
                    "nginx is not installed: lists and documents stand beside no server that sends the same bytes");
            return Optional.empty();
        }
        Files.createDirectories(scratch.resolve("nginx"));
        return Optional.of(Nginx.start(program.get(), scratch.resolve("nginx")));
    }

    private Optional<Peers> peers(Database database, PlantStatus plant) throws SQLException, InterruptedException {
        if (!peersWanted) {
            return Optional.empty();
        }
        database.createDatabase(Peers.DATABASE);
        try {
            return Optional.of(new Peers(script.resolveSibling("tests/bench/peers"), plant, scratch));
        } catch (IOException e) {
            results.remark("go-ipam does not run: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Something that may be absent, closed all the same. */
    private record Closeable(Optional<? extends AutoCloseable> value) implements AutoCloseable {
        <T> Optional<T> as(Class<T> type) {
            return value.map(type::cast);
        }

        @Override
        public void close() {
            value.ifPresent(closeable -> {
                try {
                    closeable.close();
                } catch (Exception e) {
                    System.err.println("bench: " + e.getMessage());
                }
            });
        }
    }
}
