package metalplant.imagestore.http;

import java.util.concurrent.atomic.LongAdder;

/** Counts since the start, for whoever watches. */
public final class Meter {
    final LongAdder connections = new LongAdder();
    final LongAdder refusedConnections = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder files = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder broken = new LongAdder();

    /** In the text form of Prometheus. */
    public String text() {
        return line("connections_total", connections)
                + line("connections_refused_total", refusedConnections)
                + line("requests_total", requests)
                + line("files_total", files)
                + line("bytes_total", bytes)
                + line("misses_total", misses)
                + line("refused_total", refused)
                + line("broken_total", broken);
    }

    private static String line(String name, LongAdder count) {
        return "# TYPE plant_images_%s counter\nplant_images_%s %d\n".formatted(name, name, count.sum());
    }
}
