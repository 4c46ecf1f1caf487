package metalplant.bench.row;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Sample;

/**
 * Row 3: a machine is allocated and freed again. What follows, that the freed machine registers and waits anew, goes on beside the
 * cycles and costs the plant as well, but no cycle waits for it.
 */
public final class AllocateRow {
    private static final int ROW = 3;
    private static final int CROWD = 8;
    /** Cycles per second of metal-api at 100, 1,000 and 10,000 machines, one client. */
    private static final Map<Integer, Double> METAL_API = Map.of(100, 8.2, 1_000, 1.6, 10_000, 0.24);

    private static final double TIMES_METAL_API = 20;

    /** The size at which the aim is set; at fewer machines a single figure of the peer says more about its fixed costs. */
    private static final int AIM_FROM = 1_000;

    private final Grid grid = new Grid();
    private final Map<Integer, List<Double>> singleFloors = new HashMap<>();
    private final List<Integer> sizes = new ArrayList<>();

    /** Measures at the present size of the fleet. */
    public void at(Lab lab) throws IOException, InterruptedException, SQLException {
        int size = lab.fleet().size();
        sizes.add(size);
        lab.warm(CROWD, _ -> new Cycle(lab));
        for (int round = 0; round < lab.settings().rounds(); round++) {
            for (int clients : List.of(1, CROWD)) {
                lab.fleet().awaitWaiting(size);
                double limit = lab.floor(clients);
                double commits = lab.database().commits();
                var sample = lab.measure(clients, lab.settings().seconds(), _ -> new Cycle(lab));
                lab.fleet().awaitWaiting(size);
                grid.add(size, clients, limit, sample.perSecond(), sample);
                if (clients == 1) {
                    singleFloors.computeIfAbsent(size, _ -> new ArrayList<>()).add(limit);
                    perCycle(lab, commits, sample);
                }
            }
        }
        lab.results().cost("allocate + free at %d machines, 8 clients".formatted(size), grid.sum(size, CROWD));
        for (int clients : List.of(1, CROWD)) {
            report(lab, size, clients);
        }
    }

    private double transactionsPerCycle = Double.NaN;

    private void perCycle(Lab lab, double before, Sample sample) throws SQLException {
        transactionsPerCycle = (lab.database().commits() - before) / Math.max(1, sample.operations());
    }

    private void report(Lab lab, int size, int clients) {
        var sum = grid.sum(size, clients);
        var peer = Optional.ofNullable(METAL_API.get(size));
        var detail = "%s, CPU %.1f ms, WAL %.0f B and about %.0f transactions per cycle, reads and the reboot included"
                .formatted(sum.latencies(), sum.cpuPerOperation(), sum.walPerOperation(), transactionsPerCycle);
        var aim = peer.filter(_ -> clients == 1 && size >= AIM_FROM)
                .map(rate -> Aim.ratioAtLeast(TIMES_METAL_API * rate / Lab.PEER_FLOOR));
        var label = String.format(Locale.ROOT, "allocate + free, %,d machines, %s", size, IpamRow.clients(clients));
        lab.add(
                ROW,
                label,
                "cycles/s",
                "floor",
                grid.rounds(size, clients),
                aim,
                detail,
                sum.errors() + lab.takeTroubles());
        if (clients == CROWD) {
            lab.add(
                    ROW,
                    label + " against 1",
                    "cycles/s",
                    "1 client",
                    grid.compare(size, 1, size, CROWD),
                    Optional.of(Aim.ratioAtLeast(2)),
                    "",
                    0);
        }
    }

    /** What only the whole tells. */
    public void end(Lab lab) {
        if (sizes.size() > 1) {
            int first = sizes.getFirst();
            int last = sizes.getLast();
            for (int clients : List.of(1, CROWD)) {
                lab.add(
                        ROW,
                        "allocate + free, growth %d to %d, %s".formatted(first, last, IpamRow.clients(clients)),
                        "cycles/s",
                        "at " + first,
                        grid.compare(first, clients, last, clients),
                        Optional.of(Aim.ratioAtLeast(0.5)),
                        "",
                        0);
            }
        }
    }

    private static final class Cycle implements Crowd.Work {
        private final Lab lab;
        private final Rest.Client client;
        private final byte[] body;

        Cycle(Lab lab) {
            this.lab = lab;
            this.client = lab.rest().client(Rest.Role.EDIT);
            this.body = lab.seeds().allocation();
        }

        @Override
        public void once() throws IOException, InterruptedException {
            var id = Rest.text(client.postRaw("v1/machine/allocate", body), "id");
            client.delete("v1/machine/" + id + "/free");
            lab.fleet().reboot(id);
        }

        @Override
        public void end() {
            client.close();
        }
    }
}
