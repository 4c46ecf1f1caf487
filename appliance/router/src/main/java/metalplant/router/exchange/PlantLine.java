package metalplant.router.exchange;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.failsafe.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.plants.Indoors;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * The way to one plant: its own connections, its own bounded places, its own circuit. A plant that hangs fills its own places and nothing
 * else.
 *
 * <p>What is on the wire is {@link PlantClient}'s.
 */
public final class PlantLine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlantLine.class.getName());

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final int DELETE = 0x7f;
    private static final int LATIN_MAX = 0xff;

    private final Plant plant;
    private final Waits waits;
    private final Optional<PlantClient> client;
    private final CircuitBreaker<Object> circuit;
    private final Semaphore places;
    private final Semaphore bodies;
    private final Stamp stamp;
    private final Traces traces;

    public PlantLine(Plant plant, Waits waits, World world) {
        this(plant, waits, world, Traces.NONE);
    }

    /** The same, watched. */
    public PlantLine(Plant plant, Waits waits, World world, Traces traces) {
        this.traces = traces;
        this.plant = plant;
        this.waits = waits;
        this.stamp = Stamp.of(plant.link(), world);
        this.client = PlantClient.to(plant.base(), plant.link(), waits, world);
        this.places = new Semaphore(waits.concurrent());
        this.bodies = new Semaphore(waits.bodyKib());
        this.circuit = CircuitBreaker.builder()
                .withFailureThreshold(waits.failures())
                .withSuccessThreshold(1)
                .withDelay(waits.rest())
                .onOpen(_ -> LOG.log(WARNING, "plant is left alone plant={0}", plant.label()))
                .onClose(_ -> LOG.log(INFO, "plant answers again plant={0}", plant.label()))
                .build();
    }

    public Plant plant() {
        return plant;
    }

    /**
     * Sends a request once.
     *
     * @return whatever the plant answered, errors included
     * @throws Problem PLANT_UNREACHABLE if nothing was sent, TOO_BUSY if all places are taken
     * @throws Lost if something was sent and no answer came
     */
    public Reply send(Outbound out) throws Lost {
        try (var span = traces.begin(Traces.Kind.FORWARD, "plant " + plant.label(), out.traceparent())) {
            try {
                var reply = pass(out.because(span));
                span.with("http.request.method", out.verb()).with("http.response.status_code", reply.status());
                return reply;
            } catch (Lost | RuntimeException e) {
                span.failed();
                throw e;
            }
        }
    }

    private Reply pass(Outbound out) throws Lost {
        if (!trusted()) {
            throw unreachable();
        }
        int kib = Math.min(out.body().length / 1024 + 1, waits.bodyKib());
        if (!takePlace(kib)) {
            throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "plant %s has %d requests under way and takes no more, try again"
                                    .formatted(plant.label(), waits.concurrent()))
                    .with("plant", plant.label());
        }
        var release = new OnceOnly(() -> {
            places.release();
            bodies.release(kib);
        });
        // After the place, because a permit must be answered with a result.
        if (!circuit.tryAcquirePermit()) {
            release.run();
            throw unreachable();
        }
        try {
            var reply = exchange(out, release);
            circuit.recordSuccess();
            return reply;
        } catch (Problem | Lost e) {
            circuit.recordFailure();
            release.run();
            throw e;
        } catch (RuntimeException e) {
            circuit.recordSuccess();
            release.run();
            throw e;
        }
    }

    /** Whether the circuit lets requests through. */
    public boolean trusted() {
        return plant.reachable()
                && !(circuit.isOpen() && circuit.getRemainingDelay().isPositive());
    }

    /** The plant cannot be reached; for callers that wanted an answer of it. */
    public Problem unreachable() {
        return Problem.of(
                        ProblemCode.PLANT_UNREACHABLE,
                        "plant %s cannot be reached at the moment, nothing was done there; try again"
                                .formatted(plant.label()))
                .with("plant", plant.label());
    }

    /** Another line takes its place; what is under way on this one goes on. */
    void retire() {
        client.ifPresent(PlantClient::retire);
    }

    @Override
    public void close() {
        client.ifPresent(PlantClient::close);
    }

    private boolean takePlace(int kib) {
        try {
            if (!places.tryAcquire(waits.place().toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            if (bodies.tryAcquire(kib, waits.place().toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
            places.release();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Reply exchange(Outbound out, Runnable release) throws Lost {
        return plant.link() instanceof PlantLink.Here(var here)
                ? indoors(here, out, release)
                : exchange(client.orElseThrow(), out, release);
    }

    private Reply indoors(Indoors here, Outbound out, Runnable release) {
        var said = here.ask(new Indoors.Asked(out.verb(), out.target(), out.headers(), out.body(), out.caller()));
        return new Reply(
                plant.label(),
                said.status(),
                said.headers(),
                said.length() < 0 ? Optional.empty() : Optional.of(said.length()),
                said.body(),
                release);
    }

    private Reply exchange(PlantClient client, Outbound out, Runnable release) throws Lost {
        try {
            var answer = client.send(request(out), out.writes() ? waits.write() : waits.read(), out.writes());
            return new Reply(plant.label(), answer.status(), answer.headers(), answer.length(), answer.body(), release);
        } catch (Unsent e) {
            throw unreachable().because(e);
        } catch (SSLException e) {
            // The other side refused our certificate: with TLS 1.3 that comes with the first read.
            if (out.writes()) {
                throw new Lost(plant.label(), e);
            }
            throw unreachable().because(e);
        } catch (IOException e) {
            throw new Lost(plant.label(), e);
        }
    }

    private ClassicHttpRequest request(Outbound out) {
        var request = new BasicClassicHttpRequest(out.verb(), path(out.target()));
        out.headers().forEach(header -> request.addHeader(header.getKey(), plain(header.getValue())));
        stamp.headers(out).forEach((name, value) -> request.setHeader(name, plain(value)));
        if (out.body().length > 0 || WITH_BODY.contains(out.verb())) {
            // Its type is among the headers of the client.
            request.setEntity(new ByteArrayEntity(out.body(), null));
            request.setHeader("Content-Length", Integer.toString(out.body().length));
        }
        return request;
    }

    /** Not unpacked and packed again: escapes arrive as they came. */
    private String path(String target) {
        try {
            URI.create(plant.base() + target);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("path and query must be percent-encoded where they are not plain")
                    .because(e);
        }
        return plant.base().getRawPath() + target;
    }

    private static String plain(String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == DELETE || c > LATIN_MAX)) {
            throw Problem.bad("a header of the request cannot be passed on");
        }
        return value;
    }

    /** How long the owner is asked what became of a request. */
    Duration outcomeWait() {
        return waits.outcome();
    }

    private record OnceOnly(AtomicBoolean done, Runnable work) implements Runnable {
        OnceOnly(Runnable work) {
            this(new AtomicBoolean(), work);
        }

        @Override
        public void run() {
            if (done.compareAndSet(false, true)) {
                work.run();
            }
        }
    }
}
