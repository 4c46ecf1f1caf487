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
import metalplant.bench.plant.PlantProcess;

/**
 * Rows 14 and 15: what the address of all plants costs: the same documents there and at the door of the plant that has them, in turns. In row
 * 14 the address is that plant's, in row 15 that of another one, which brings each request over.
 */
public final class RouterRow {
    private static final double MORE_MILLIS_MAX = 1;
    private static final double THROUGHPUT_MIN = 0.7;

    private final int row;
    private final String whose;

    private RouterRow(int row, String whose) {
        this.row = row;
        this.whose = whose;
    }

    /** Through the plant's own router. */
    public static void ofOwnPlant(Lab lab) throws IOException, InterruptedException, SQLException {
        new RouterRow(14, "own plant").run(lab, new Rest(lab.plant().throughRouter()));
    }

    /** Through the router of another plant, which has joined the one under measurement. */
    public static void ofNeighbour(Lab lab, PlantProcess neighbour)
            throws IOException, InterruptedException, SQLException {
        var status = neighbour.start();
        Joining.join(lab.plant(), status);
        var router = new Rest(status.throughRouter());
        Joining.awaitRouted(router, lab.fleet().uuid(0));
        new RouterRow(15, "another plant").run(lab, router);
    }

    private void run(Lab lab, Rest router) throws IOException, InterruptedException, SQLException {
        var own = new Rest(lab.plant());
        lab.warm(8, client -> new Get(lab, router, client));
        lab.warm(8, client -> new Get(lab, own, client));
        for (int clients : List.of(1, 8)) {
            compare(lab, own, router, clients);
        }
    }

    private void compare(Lab lab, Rest own, Rest router, int clients)
            throws IOException, InterruptedException, SQLException {
        var rates = new ArrayList<Round>();
        var waits = new ArrayList<Round>();
        var through = new ArrayList<Sample>();
        for (int round = 0; round < lab.settings().rounds(); round++) {
            var direct = measure(lab, own, clients);
            var routed = measure(lab, router, clients);
            through.add(routed);
            rates.add(new Round(direct.perSecond(), routed.perSecond()));
            waits.add(new Round(direct.percentile(0.5), routed.percentile(0.5) - direct.percentile(0.5)));
        }
        var sum = Sample.sum(through);
        var label = String.format(
                Locale.ROOT,
                "get one of %,d machines through the router, %s, %s",
                lab.fleet().size(),
                whose,
                IpamRow.clients(clients));
        lab.add(
                row,
                label,
                "req/s",
                "the plant's own door",
                rates,
                Optional.of(Aim.ratioAtLeast(THROUGHPUT_MIN)),
                sum.latencies(),
                sum.errors());
        lab.add(
                row,
                label + ", more at p50",
                "ms",
                "p50 of the plant's own door",
                waits,
                clients == 1 ? Optional.of(Aim.valueAtMost(MORE_MILLIS_MAX)) : Optional.empty(),
                "",
                0);
    }

    private static Sample measure(Lab lab, Rest door, int clients)
            throws IOException, InterruptedException, SQLException {
        return lab.measure(clients, lab.settings().seconds(), client -> new Get(lab, door, client));
    }

    /** Each time another machine's document. */
    private static final class Get implements Crowd.Work {
        private static final int STRIDE = 7919;

        private final Lab lab;
        private final Rest.Client client;
        private int next;

        Get(Lab lab, Rest door, int first) {
            this.lab = lab;
            this.client = door.client(Rest.Role.VIEW);
            this.next = first;
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
