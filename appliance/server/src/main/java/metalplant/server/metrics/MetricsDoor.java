package metalplant.server.metrics;

import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.World;
import metalplant.router.plants.Indoors;

/**
 * {@code /metrics} on a listener of its own, for whoever reaches it. The page is read anew when the last one is half a minute old, by one caller at a time;
 * others get the last one meanwhile. A part that cannot be read is missing and told as failed.
 */
public final class MetricsDoor {
    private static final System.Logger LOG = System.getLogger(MetricsDoor.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final double NANOS = 1e9;

    private final MachinePart machines;
    private final MasterdataPart masterdata;
    private final SwitchPart switches;
    private final PlantPart plant;
    private final RequestMeter requests;
    private final World world;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<Read> last = Optional.empty();

    private record Read(byte[] page, long nanos) {}

    /**
     * A door that nobody asks yet.
     *
     * @param queue counts messages that wait, with one query
     * @param retries of transactions since the start
     */
    public MetricsDoor(
            Indoors indoors,
            String providerTenant,
            boolean federation,
            LongSupplier queue,
            LongSupplier retries,
            RequestMeter requests,
            World world) {
        var documents =
                new Documents(indoors, new Caller("metrics@metal-stack.io", "metrics", providerTenant, Role.VIEW));
        this.machines = new MachinePart(documents);
        this.masterdata = new MasterdataPart(documents);
        this.switches = new SwitchPart(documents, world);
        this.plant = new PlantPart(documents, federation, queue, retries);
        this.requests = requests;
        this.world = world;
    }

    /** Adds the page to a listener. */
    public void routing(HttpRouting.Builder routing) {
        routing.get("/metrics", this::serve);
    }

    private void serve(ServerRequest req, ServerResponse res) {
        res.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        res.send(page());
    }

    /** The page, at most half a minute old. */
    byte[] page() {
        var now = last;
        if (now.isPresent() && (isFresh(now.get()) || !reading.tryLock())) {
            return now.get().page();
        }
        if (!reading.isHeldByCurrentThread()) {
            reading.lock();
        }
        try {
            var fresh = last.filter(this::isFresh).orElseGet(this::read);
            last = Optional.of(fresh);
            return fresh.page();
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Read read) {
        return world.nanos() - read.nanos() < FRESH.toNanos();
    }

    private Read read() {
        var page = new Page();
        long begun = world.nanos();
        part(page, "capacity", masterdata::capacity);
        part(page, "networks", masterdata::networks);
        part(page, "images", masterdata::images);
        part(page, "projects", masterdata::projects);
        part(page, "switches", switches::read);
        part(page, "machines", machines::read);
        part(page, "federation", plant::federation);
        part(page, "queue", plant::queue);
        plant.process(page);
        requests.read(page);
        long end = world.nanos();
        page.add(Metric.PAGE_SECONDS, (end - begun) / NANOS);
        return new Read(page.bytes(), end);
    }

    private static void part(Page page, String name, Consumer<Page> reader) {
        try {
            reader.accept(page);
            page.add(Metric.PAGE_FAILED, 0, name);
        } catch (RuntimeException e) {
            LOG.log(WARNING, "metrics cannot be read part={0} why={1}", name, String.valueOf(e.getMessage()));
            page.add(Metric.PAGE_FAILED, 1, name);
        }
    }
}
