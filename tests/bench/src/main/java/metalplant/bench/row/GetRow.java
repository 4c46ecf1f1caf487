package metalplant.bench.row;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.HttpConnection;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;

/** Row 6: one machine's document, each time another machine's. */
public final class GetRow {
    private static final int ROW = 6;
    /** Requests per second of metal-api at 10,000 machines by number of clients. */
    private static final Map<Integer, Double> METAL_API = Map.of(1, 187.0, 8, 591.0);

    private static final double TIMES_METAL_API = 5;

    public void run(Lab lab) throws IOException, InterruptedException, SQLException {
        int size = lab.fleet().size();
        int bytes = ListRow.dump(lab, "v1/machine/" + lab.fleet().uuid(0), "one.json");
        lab.warm(8, client -> new Get(lab, client));
        for (int clients : List.of(1, 8, 64)) {
            var grid = new Grid();
            var floors = new ArrayList<Double>();
            var sent = new ArrayList<Double>();
            for (int round = 0; round < lab.settings().rounds(); round++) {
                floors.add(lab.floor(1));
                var empty = lab.limits().empty().address();
                double limit = ListRow.plain(lab, clients, () -> new HttpConnection(empty), "/")
                        .perSecond();
                ListRow.sameBytes(lab, "one.json", clients).ifPresent(sent::add);
                var sample = lab.measure(clients, lab.settings().seconds(), client -> new Get(lab, client));
                grid.add(size, clients, limit, sample.perSecond(), sample);
            }
            var sum = grid.sum(size, clients);
            lab.results().cost("get one at %d machines, %d clients".formatted(size, clients), sum);
            var label = String.format(Locale.ROOT, "get one of %,d machines, %s", size, IpamRow.clients(clients));
            var ours = grid.rounds(size, clients);
            lab.add(
                    ROW,
                    label,
                    "req/s",
                    "empty Helidon",
                    ours,
                    Optional.empty(),
                    "%s, %,d bytes, CPU %.2f ms/op".formatted(sum.latencies(), bytes, sum.cpuPerOperation()),
                    sum.errors());
            if (!sent.isEmpty()) {
                lab.add(ROW, label, "req/s", "nginx, same bytes", Grid.against(ours, sent), Optional.empty(), "", 0);
            }
            var peer = METAL_API.get(clients);
            if (peer != null) {
                lab.add(
                        ROW,
                        label + ", beside metal-api's",
                        "req/s",
                        "floor, 1 client",
                        Grid.against(ours, floors),
                        Optional.of(Aim.ratioAtLeast(TIMES_METAL_API * peer / Lab.PEER_FLOOR)),
                        "",
                        0);
            }
        }
    }

    private static final class Get implements Crowd.Work {
        private static final int STRIDE = 7919;

        private final Lab lab;
        private final Rest.Client client;
        private int next;

        Get(Lab lab, int client) {
            this.lab = lab;
            this.client = lab.rest().client(Rest.Role.VIEW);
            this.next = client;
        }

        @Override
        public void once() throws IOException {
            next = (next + STRIDE) % lab.fleet().size();
            client.getRaw("v1/machine/" + lab.fleet().uuid(next));
        }

        @Override
        public void end() {
            client.close();
        }
    }
}
