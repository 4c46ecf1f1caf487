package metalplant.bench.row;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import metalplant.bench.load.Crowd;
import metalplant.bench.load.HttpConnection;
import metalplant.bench.load.Rest;
import metalplant.bench.measure.Aim;
import metalplant.bench.measure.Round;
import metalplant.bench.measure.Sample;

/** Row 5: the list of all machines, and of those that a filter lets through, with one client. */
public final class ListRow {
    private static final int ROW = 5;
    /** Milliseconds (p50) of metal-api at 100, 1,000 and 10,000 machines. */
    private static final Map<Integer, Double> WHOLE = Map.of(100, 27.0, 1_000, 349.0, 10_000, 3_277.0);

    private static final Map<Integer, Double> BY_ID = Map.of(100, 12.5, 1_000, 102.0, 10_000, 658.0);
    private static final double TIMES_WHOLE = 5;
    private static final double TIMES_BY_ID = 50;
    private static final int OF_THE_PROJECT = 10;
    private static final String EVERYTHING = "whole list";
    private static final String ID = "find by id";

    private final Map<String, Grid> grids = new LinkedHashMap<>();
    private final List<Integer> sizes = new ArrayList<>();

    private record Query(String name, String method, String path, String body) {}

    /** Measures at the present size of the fleet. */
    public void at(Lab lab) throws IOException, InterruptedException, SQLException {
        int size = lab.fleet().size();
        sizes.add(size);
        var allocated = new ArrayList<String>();
        try (var client = lab.rest().client(Rest.Role.EDIT)) {
            for (int i = 0; i < OF_THE_PROJECT; i++) {
                allocated.add(Rest.text(
                        client.postRaw("v1/machine/allocate", lab.seeds().allocation()), "id"));
            }
            for (var query : queries(lab)) {
                measure(lab, size, query);
            }
            for (var id : allocated) {
                client.delete("v1/machine/" + id + "/free");
                lab.fleet().reboot(id);
            }
        }
        lab.fleet().awaitWaiting(size);
    }

    private static List<Query> queries(Lab lab) {
        var seeds = lab.seeds();
        return List.of(
                new Query(EVERYTHING, "GET", "v1/machine", ""),
                find("find by project", "allocation_project", seeds.project()),
                find("find by partition", "partition_id", seeds.partition()),
                find("find by size", "sizeid", seeds.size()),
                find(ID, "id", lab.fleet().uuid(lab.fleet().size() / 2)));
    }

    private static Query find(String name, String field, String value) {
        return new Query(
                name,
                "POST",
                "v1/machine/find",
                Seeds.JSON.createObjectNode().put(field, value).toString());
    }

    private void measure(Lab lab, int size, Query query) throws IOException, InterruptedException, SQLException {
        var grid = grids.computeIfAbsent(query.name(), _ -> new Grid());
        int bytes = dump(lab, query, "list.json");
        double seconds = lab.settings().seconds();
        lab.warm(1, _ -> new Ask(lab, query));
        var sent = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        for (int round = 0; round < lab.settings().rounds(); round++) {
            floors.add(lab.floor(1));
            sameBytes(lab, "list.json", 1).ifPresent(sent::add);
            var sample = lab.measure(1, seconds, _ -> new Ask(lab, query));
            grid.add(size, 1, Double.NaN, sample.perSecond(), sample);
        }
        var sum = grid.sum(size, 1);
        lab.results().cost("%s at %d machines".formatted(query.name(), size), sum);
        var detail = "%s, %,d bytes, %.0f MB/s, CPU %.1f ms/op"
                .formatted(sum.latencies(), bytes, bytes * sum.perSecond() / 1e6, sum.cpuPerOperation());
        var label = String.format(Locale.ROOT, "%s, %,d machines", query.name(), size);
        var ours = grid.rounds(size, 1);
        if (sent.isEmpty()) {
            lab.add(ROW, label, "lists/s", "", ours, Optional.empty(), detail, sum.errors());
        } else {
            lab.add(
                    ROW,
                    label,
                    "lists/s",
                    "nginx, same bytes",
                    Grid.against(ours, sent),
                    Optional.empty(),
                    detail,
                    sum.errors());
        }
        aim(query, size)
                .ifPresent(bound -> lab.add(
                        ROW,
                        label + ", beside metal-api's",
                        "lists/s",
                        "floor",
                        Grid.against(ours, floors),
                        Optional.of(Aim.ratioAtLeast(bound)),
                        "",
                        0));
    }

    /** Lists per second that the peer's ratio to its floor stands for, times what we aim at. */
    private static OptionalDouble aim(Query query, int size) {
        boolean byId = query.name().equals(ID);
        var peer = byId ? BY_ID.get(size) : query.name().equals(EVERYTHING) ? WHOLE.get(size) : null;
        if (peer == null || (byId && size < 10_000)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((byId ? TIMES_BY_ID : TIMES_WHOLE) * 1000 / peer / Lab.PEER_FLOOR);
    }

    /** Writes the answer to where nginx finds it; answers how many bytes it has. */
    static int dump(Lab lab, String path, String file) throws IOException {
        return dump(lab, new Query("", "GET", path, ""), file);
    }

    private static int dump(Lab lab, Query query, String file) throws IOException {
        try (var client = lab.rest().client(Rest.Role.VIEW)) {
            var answer = client.call(query.method(), query.path(), query.body().getBytes(StandardCharsets.UTF_8));
            Files.createDirectories(lab.limits().nginxFiles());
            try (OutputStream out =
                    Files.newOutputStream(lab.limits().nginxFiles().resolve(file))) {
                out.write(answer.body(), 0, answer.length());
            }
            return answer.length();
        }
    }

    /** How often per second nginx sends a file to the same client; absent without nginx. */
    static OptionalDouble sameBytes(Lab lab, String file, int clients) throws InterruptedException {
        if (lab.limits().nginx().isEmpty()) {
            return OptionalDouble.empty();
        }
        var address = lab.limits().nginx().get().address();
        return OptionalDouble.of(plain(lab, clients, () -> new HttpConnection(address), "/" + file)
                .perSecond());
    }

    /** Makes a connection. */
    @FunctionalInterface
    interface Opener {
        HttpConnection open() throws IOException;
    }

    static Sample plain(Lab lab, int clients, Opener opener, String path) throws InterruptedException {
        var sample = Crowd.run(clients, lab.settings().limitSeconds(), _ -> {
            var connection = opener.open();
            return new Crowd.Work() {
                @Override
                public void once() throws IOException {
                    if (connection.call("GET", path, "", new byte[0]).status() != 200) {
                        throw new IOException("the limit did not answer 200");
                    }
                }

                @Override
                public void end() {
                    connection.close();
                }
            };
        });
        lab.noteError(sample);
        return sample;
    }

    /** What only the whole tells. */
    public void end(Lab lab) {
        var grid = grids.get(ID);
        if (grid != null && sizes.size() > 1) {
            int first = sizes.getFirst();
            int last = sizes.getLast();
            List<Round> rounds = grid.compare(first, 1, last, 1);
            lab.add(
                    ROW,
                    "find by id, growth %d to %d".formatted(first, last),
                    "lists/s",
                    "at " + first,
                    rounds,
                    Optional.of(Aim.ratioAtLeast(0.5)),
                    "",
                    0);
        }
    }

    private static final class Ask implements Crowd.Work {
        private final Rest.Client client;
        private final Query query;
        private final byte[] body;

        Ask(Lab lab, Query query) {
            this.client = lab.rest().client(Rest.Role.VIEW);
            this.query = query;
            this.body = query.body().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void once() throws IOException {
            if (client.call(query.method(), query.path(), body).length() < 3) {
                throw new IOException(query.name() + ": the list is empty");
            }
        }

        @Override
        public void end() {
            client.close();
        }
    }
}
