package metalplant.server.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import metalplant.model.World;
import metalplant.server.http.Meter;
import metalplant.server.http.Operation;

/** Requests, counted as metal-api counts them. There are as many rows as operations and kinds of status. */
public final class RequestMeter implements Meter {
    private static final double[] BOUNDS = {.25, .5, 1, 2.5, 5, 10};
    private static final double NANOS = 1e9;

    private final World world;
    private final Map<String, Durations> byRoute = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> byStatus = new ConcurrentSkipListMap<>();

    public RequestMeter(World world) {
        this.world = world;
    }

    /** One operation's; the last place of the counts is for what took longer than any bound. */
    private record Durations(String route, String method, AtomicLongArray counts, LongAdder nanos) {}

    @Override
    public Served begin(Operation operation) {
        long begun = world.nanos();
        return status -> served(operation, status, world.nanos() - begun);
    }

    private void served(Operation operation, int status, long nanos) {
        byStatus.computeIfAbsent(status + " " + operation.verb(), _ -> new LongAdder())
                .increment();
        var durations = byRoute.computeIfAbsent(
                operation.path() + " " + operation.verb(),
                _ -> new Durations(
                        operation.path(), operation.verb(), new AtomicLongArray(BOUNDS.length + 1), new LongAdder()));
        durations.nanos().add(nanos);
        durations.counts().incrementAndGet(bucket(nanos / NANOS));
    }

    private static int bucket(double seconds) {
        int place = 0;
        while (place < BOUNDS.length && seconds > BOUNDS[place]) {
            place++;
        }
        return place;
    }

    void read(Page page) {
        byStatus.forEach((key, count) -> {
            var parts = key.split(" ", -1);
            page.add(Metric.REQUESTS, count.sum(), parts[0], parts[1]);
        });
        byRoute.values().forEach(durations -> read(page, durations));
    }

    private static void read(Page page, Durations durations) {
        var names = Metric.DURATION.labels();
        var values = List.of(durations.route(), durations.method());
        var withBound = Stream.concat(names.stream(), Stream.of("le")).toList();
        long all = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            all += durations.counts().get(i);
            var bound = i < BOUNDS.length ? Page.number(BOUNDS[i]) : "+Inf";
            page.add(
                    Metric.DURATION,
                    "_bucket",
                    all,
                    withBound,
                    Stream.concat(values.stream(), Stream.of(bound)).toList());
        }
        page.add(Metric.DURATION, "_sum", durations.nanos().sum() / NANOS, names, values);
        page.add(Metric.DURATION, "_count", all, names, values);
    }

    @Override
    public String toString() {
        return "RequestMeter" + Arrays.toString(BOUNDS);
    }
}
