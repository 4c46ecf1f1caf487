package metalplant.bench.row;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Round;

/** Row 4: more clients than machines, all at once. Every machine goes to one client, and the rest is told that there is none. */
public final class DoubleRow {
    private static final int ROW = 4;
    private static final int CLIENTS = 32;
    private static final int MACHINES = 24;
    private static final int NO_MACHINE = 422;

    public void run(Lab lab) throws IOException, InterruptedException, SQLException {
        int held = lab.fleet().size() - MACHINES;
        var away = allocate(lab, held);
        var wrong = new ArrayList<Round>();
        var times = new ArrayList<Round>();
        var stories = new ArrayList<String>();
        for (int round = 0; round < lab.settings().rounds(); round++) {
            lab.fleet().awaitWaiting(MACHINES);
            var race = new Race();
            var sample = Crowd.once(CLIENTS, _ -> new Grab(lab, race));
            wrong.add(new Round(Double.NaN, race.wrong()));
            times.add(new Round(Double.NaN, sample.seconds()));
            stories.add("%d given, %d refused".formatted(race.given.size(), race.refused.get()));
            free(lab, race.given);
        }
        free(lab, away);
        lab.fleet().awaitWaiting(lab.fleet().size());
        double worst = wrong.stream().mapToDouble(Round::ours).max().orElse(0);
        lab.add(
                ROW,
                "%d clients, %d machines: wrong answers".formatted(CLIENTS, MACHINES),
                "wrong",
                "",
                List.of(new Round(Double.NaN, worst)),
                Optional.of(Aim.valueAtMost(0)),
                String.join("; ", stories),
                lab.takeTroubles());
        lab.add(ROW, "time until all are given away or refused", "s", "", times, Optional.empty(), "", 0);
    }

    private static Set<String> allocate(Lab lab, int count) throws IOException {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        try (var client = lab.rest().client(Rest.Role.EDIT)) {
            for (int i = 0; i < count; i++) {
                ids.add(Rest.text(
                        client.postRaw("v1/machine/allocate", lab.seeds().allocation()), "id"));
            }
        }
        return ids;
    }

    private static void free(Lab lab, Set<String> ids) throws IOException, InterruptedException {
        try (var client = lab.rest().client(Rest.Role.EDIT)) {
            for (var id : ids) {
                client.delete("v1/machine/" + id + "/free");
                lab.fleet().reboot(id);
            }
        }
    }

    private static final class Race {
        private final Set<String> given = ConcurrentHashMap.newKeySet();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger twice = new AtomicInteger();
        private final List<String> others = Collections.synchronizedList(new ArrayList<>());

        /** Machines given twice, machines that nobody got, and answers that are neither a machine nor "there is none". */
        int wrong() {
            return twice.get() + Math.abs(MACHINES - given.size()) + others.size();
        }
    }

    private record Grab(Lab lab, Race race, Rest.Client client) implements Crowd.Work {
        Grab(Lab lab, Race race) {
            this(lab, race, lab.rest().client(Rest.Role.EDIT));
        }

        @Override
        public void once() throws IOException {
            try {
                if (!race.given.add(Rest.text(
                        client.postRaw("v1/machine/allocate", lab.seeds().allocation()), "id"))) {
                    race.twice.incrementAndGet();
                }
            } catch (Rest.CallFailed e) {
                if (e.status() == NO_MACHINE) {
                    race.refused.incrementAndGet();
                } else {
                    race.others.add(String.valueOf(e.getMessage()));
                    lab.results().say("row 4: %s", String.valueOf(e.getMessage()));
                }
            }
        }

        @Override
        public void end() {
            client.close();
        }
    }
}
