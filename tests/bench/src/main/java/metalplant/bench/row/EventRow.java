package metalplant.bench.row;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Round;

/**
 * Row 7: provisioning events over gRPC. Each client has machines of its own and walks all of them through the events of a boot, so that
 * every event is one that belongs into the history.
 */
public final class EventRow {
    private static final int ROW = 7;
    private static final int CROWD = 8;
    private static final List<String> BOOT =
            List.of("Planned Reboot", "PXE Booting", "Preparing", "Registering", "Waiting");
    private static final int LAGS = 100;
    private static final int LAGS_QUICK = 20;

    public void run(Lab lab) throws IOException, InterruptedException, SQLException {
        int size = lab.fleet().size();
        lab.warm(CROWD, client -> new Send(lab, client, 1));
        var grid = new Grid();
        for (int round = 0; round < lab.settings().rounds(); round++) {
            for (int batch : List.of(1, 10)) {
                double limit = lab.floor(CROWD) * batch;
                int events = batch;
                var sample = lab.measure(CROWD, lab.settings().seconds(), client -> new Send(lab, client, events));
                grid.add(batch, CROWD, limit, sample.perSecond() * batch, sample);
            }
        }
        for (int batch : List.of(1, 10)) {
            var sum = grid.sum(batch, CROWD);
            lab.results().cost("event batch of %d at %d machines".formatted(batch, size), sum);
            lab.add(
                    ROW,
                    String.format(Locale.ROOT, "events, batch %d, 8 clients, %,d machines", batch, size),
                    "events/s",
                    "floor, 8 clients, × batch",
                    grid.rounds(batch, CROWD),
                    Optional.of(Aim.ratioAtLeast(0.5)),
                    "%s, CPU %.2f ms and WAL %.0f B per event"
                            .formatted(sum.latencies(), sum.cpuPerOperation() / batch, sum.walPerOperation() / batch),
                    sum.errors() + lab.takeTroubles());
        }
        lab.add(
                ROW,
                "events, batch 10 against batch 1",
                "events/s",
                "batch 1",
                grid.compare(1, CROWD, 10, CROWD),
                Optional.of(Aim.ratioAtLeast(1)),
                "",
                0);
        lag(lab);
    }

    private static void lag(Lab lab) throws IOException, InterruptedException {
        try (var client = lab.rest().client(Rest.Role.VIEW)) {
            var sample = Crowd.times(1, lab.settings().quick() ? LAGS_QUICK : LAGS, _ -> new Seen(lab, client));
            lab.noteError(sample);
            lab.add(
                    ROW,
                    "event sent to seen in the list",
                    "ms",
                    "",
                    List.of(new Round(Double.NaN, sample.percentile(0.5))),
                    Optional.empty(),
                    sample.latencies(),
                    sample.errors());
        }
    }

    private static final class Send implements Crowd.Work {
        private final Lab lab;
        private final int client;
        private final int batch;
        private final List<String> own = new ArrayList<>();
        private int next;

        Send(Lab lab, int client, int batch) {
            this.lab = lab;
            this.client = client;
            this.batch = batch;
            for (int server = client; server < lab.fleet().size(); server += CROWD) {
                own.add(lab.fleet().uuid(server));
            }
        }

        @Override
        public void once() {
            int step = next / own.size();
            int from = next % own.size();
            var some = own.subList(from, Math.min(own.size(), from + batch));
            // A batch that is cut off at the end would count as a whole one.
            var whole = some.size() == batch ? some : own.subList(own.size() - batch, own.size());
            lab.fleet().send(client, whole, BOOT.get(step % BOOT.size()));
            next += batch;
            if (next % own.size() < batch) {
                next -= next % own.size();
            }
        }
    }

    /** Sends an event and asks the list until it shows it. */
    private static final class Seen implements Crowd.Work {
        private static final int LOOKS_MAX = 1000;

        private final Lab lab;
        private final Rest.Client client;
        private int next;

        Seen(Lab lab, Rest.Client client) {
            this.lab = lab;
            this.client = client;
        }

        @Override
        public void once() throws IOException {
            int server = next / BOOT.size() % lab.fleet().size();
            var uuid = lab.fleet().uuid(server);
            var event = BOOT.get(next % BOOT.size());
            next++;
            lab.fleet().send(0, List.of(uuid), event);
            var query = Seeds.JSON.createObjectNode().put("id", uuid).toString().getBytes(StandardCharsets.UTF_8);
            for (int look = 0; look < LOOKS_MAX; look++) {
                var answer = client.postRaw("v1/machine/find", query);
                var list = Seeds.JSON.readTree(answer.body(), 0, answer.length());
                if (list.at("/0/events/log/0/event").asText().equals(event)) {
                    return;
                }
            }
            throw new IOException("the list never showed the event " + event);
        }
    }
}
