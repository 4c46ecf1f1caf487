package metalplant.bench.row;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;

/** Rows 1 and 2: take one and give it back, while ever more are taken. An operation is one call, be it the one or the other. */
public abstract class IpamRow {
    private static final int CROWD = 8;
    private static final double WAL_MAX_BYTES = 2048;

    private final int row;
    private final String what;
    private final String peerKind;
    private final List<Integer> fills;

    IpamRow(int row, String what, String peerKind, List<Integer> fills, int fillMax) {
        this.row = row;
        this.what = what;
        this.peerKind = peerKind;
        this.fills = fills.stream().filter(fill -> fill <= fillMax).toList();
    }

    /** Makes what the rest takes from. */
    abstract void prepare(Lab lab) throws IOException;

    /**
     * How one is taken and given back.
     *
     * @param allocate path of the first call, {@code body} what it sends
     * @param id field of its answer that names what was taken
     * @param free path of the second call, before that name
     */
    record Calls(String allocate, byte[] body, String id, String free) {}

    abstract Calls calls(Lab lab);

    /** One client: takes and gives back in turn. */
    private TakeAndGive client(Lab lab) {
        return new TakeAndGive(lab, calls(lab));
    }

    /** Takes at odd calls, gives back at even ones, and gives back what is left at the end unless it is to stay. */
    static final class TakeAndGive implements Crowd.Work, AutoCloseable {
        private final Rest.Client client;
        private final Calls calls;
        private Optional<String> held = Optional.empty();

        TakeAndGive(Lab lab, Calls calls) {
            this.client = lab.rest().client(Rest.Role.EDIT);
            this.calls = calls;
        }

        String take() throws IOException {
            return Rest.text(client.postRaw(calls.allocate(), calls.body()), calls.id());
        }

        private void give(String id) throws IOException {
            client.delete(calls.free() + id);
        }

        @Override
        public void once() throws IOException {
            if (held.isPresent()) {
                var id = held.get();
                held = Optional.empty();
                give(id);
            } else {
                held = Optional.of(take());
            }
        }

        @Override
        public void end() throws IOException {
            if (held.isPresent()) {
                give(held.get());
            }
            close();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Measures at every fill. */
    public void measure(Lab lab) throws IOException, InterruptedException, SQLException {
        var results = lab.results();
        prepare(lab);
        lab.warm(CROWD, _ -> client(lab));
        var grid = new Grid();
        var peer = new Grid();
        int taken = 0;
        for (int fill : fills) {
            long from = System.nanoTime();
            fill(lab, fill - taken);
            taken = fill;
            lab.database().analyze();
            results.say("row %d: %d taken, filled in %.0f s", row, taken, (System.nanoTime() - from) / 1e9);
            for (int round = 0; round < lab.settings().rounds(); round++) {
                for (int clients : List.of(1, CROWD)) {
                    double limit = lab.floor(clients);
                    var sample = lab.measure(clients, lab.settings().seconds(), _ -> client(lab));
                    grid.add(fill, clients, limit, sample.perSecond(), sample);
                    peer(lab, peer, fill, clients, sample.perSecond());
                }
            }
        }
        report(lab, grid, peer);
    }

    private void fill(Lab lab, int count) throws InterruptedException {
        var sample = Crowd.times(CROWD, (count + CROWD - 1) / CROWD, _ -> keeping(lab));
        lab.noteError(sample);
        if (sample.errors() > count / 100) {
            throw new IllegalStateException("%s: cannot fill: %s".formatted(what, sample.firstError()));
        }
    }

    private Crowd.Work keeping(Lab lab) {
        var client = client(lab);
        return new Crowd.Work() {
            @Override
            public void once() throws IOException {
                client.take();
            }

            @Override
            public void end() {
                client.close();
            }
        };
    }

    private void peer(Lab lab, Grid peer, int fill, int clients, double ours) throws IOException {
        var peers = lab.limits().peers();
        if (peers.isPresent()) {
            double theirs =
                    peers.get().run(peerKind, fill, clients, lab.settings().seconds());
            peer.add(fill, clients, theirs, ours, Sample.sum(List.of()));
        }
    }

    private void report(Lab lab, Grid grid, Grid peer) {
        for (int fill : fills) {
            for (int clients : List.of(1, CROWD)) {
                var sum = grid.sum(fill, clients);
                var detail = "%s, WAL %.0f B/op, CPU %.2f ms/op"
                        .formatted(sum.latencies(), sum.walPerOperation(), sum.cpuPerOperation());
                var label = String.format(Locale.ROOT, "%s, %,d taken, %s", what, fill, clients(clients));
                lab.add(
                        row,
                        label,
                        "op/s",
                        "floor",
                        grid.rounds(fill, clients),
                        Optional.of(Aim.ratioAtLeast(0.5)),
                        detail,
                        sum.errors());
                var theirs = peer.rounds(fill, clients);
                if (!theirs.isEmpty()) {
                    lab.add(row, label, "op/s", "go-ipam", theirs, Optional.empty(), "", 0);
                }
            }
        }
        int first = fills.getFirst();
        int last = fills.getLast();
        for (int clients : fills.size() < 2 ? List.<Integer>of() : List.of(1, CROWD)) {
            lab.add(
                    row,
                    "%s, growth %d to %d, %s".formatted(what, first, last, clients(clients)),
                    "op/s",
                    "at " + first,
                    grid.compare(first, clients, last, clients),
                    Optional.of(Aim.ratioAtLeast(0.8)),
                    "",
                    0);
        }
        lab.add(
                row,
                "%s, %d clients against 1, %d taken".formatted(what, CROWD, last),
                "op/s",
                "1 client",
                grid.compare(last, 1, last, CROWD),
                Optional.of(Aim.ratioAtLeast(1)),
                "",
                0);
        lab.add(
                row,
                "%s, log written, %d taken, 1 client".formatted(what, last),
                "B/op",
                "",
                wal(grid, last),
                Optional.of(Aim.valueAtMost(WAL_MAX_BYTES)),
                "at %d taken %.0f B/op".formatted(first, grid.sum(first, 1).walPerOperation()),
                0);
    }

    private static List<Round> wal(Grid grid, int fill) {
        var rounds = new ArrayList<Round>();
        rounds.add(new Round(Double.NaN, grid.sum(fill, 1).walPerOperation()));
        return rounds;
    }

    static String clients(int clients) {
        return clients == 1 ? "1 client" : clients + " clients";
    }
}
