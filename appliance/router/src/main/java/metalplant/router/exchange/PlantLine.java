package metalplant.router.exchange;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.failsafe.CircuitBreaker;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.router.plants.Indoors;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;

/**
 * The way to one plant: its own connections, its own bounded places, its own circuit. A plant that hangs fills its own places and nothing
 * else.
 *
 * <p>The client below is the JDK's, on HTTP/1.1: it watches idle connections, so that one that the plant closed is noticed before it is used,
 * and sends nothing but GET a second time by itself.
 */
public final class PlantLine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlantLine.class.getName());

    private final Plant plant;
    private final Waits waits;
    private final World world;
    private final Optional<HttpClient> client;
    private final CircuitBreaker<Object> circuit;
    private final Semaphore places;
    private final Semaphore bodies;
    private final Stamp stamp;

    public PlantLine(Plant plant, Waits waits, World world) {
        this.plant = plant;
        this.waits = waits;
        this.world = world;
        this.stamp = Stamp.of(plant.link(), world);
        this.client = client(plant.link(), waits);
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

    private static Optional<HttpClient> client(PlantLink link, Waits waits) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(waits.connect());
        return switch (link) {
            case PlantLink.Here _ -> Optional.empty();
            case PlantLink.Peer(var tls) -> Optional.of(builder.sslContext(tls).build());
            case PlantLink.Stock(var _, var tls) -> {
                tls.ifPresent(builder::sslContext);
                yield Optional.of(builder.build());
            }
        };
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

    @Override
    public void close() {
        client.ifPresent(HttpClient::shutdownNow);
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

    private Reply exchange(HttpClient client, Outbound out, Runnable release) throws Lost {
        try {
            var response = client.send(request(out), BodyHandlers.ofInputStream());
            var body = response.body();
            var watch = world.after(waits.body(), () -> closeQuietly(body));
            return new Reply(
                    plant.label(), response.statusCode(), response.headers().map(), length(response), body, () -> {
                        watch.cancel();
                        release.run();
                    });
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            throw unreachable().because(e);
        } catch (SSLException e) {
            // The other side refused our certificate: with TLS 1.3 that comes with the first read.
            if (out.writes()) {
                throw new Lost(plant.label(), e);
            }
            throw unreachable().because(e);
        } catch (IOException e) {
            throw new Lost(plant.label(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Lost(plant.label(), e);
        }
    }

    private HttpRequest request(Outbound out) {
        var builder = HttpRequest.newBuilder(uri(out.target()))
                .timeout(out.writes() ? waits.write() : waits.read())
                .method(
                        out.verb(),
                        out.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(out.body()));
        try {
            out.headers().forEach(header -> builder.header(header.getKey(), header.getValue()));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("a header of the request cannot be passed on").because(e);
        }
        stamp.headers(out).forEach(builder::setHeader);
        return builder.build();
    }

    private URI uri(String target) {
        try {
            return URI.create(plant.base() + target);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("path and query must be percent-encoded where they are not plain")
                    .because(e);
        }
    }

    private static Optional<Long> length(HttpResponse<?> response) {
        var said = response.headers().firstValueAsLong("content-length");
        return said.isPresent() ? Optional.of(said.getAsLong()) : Optional.empty();
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // Whoever reads it hears of it.
        }
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
