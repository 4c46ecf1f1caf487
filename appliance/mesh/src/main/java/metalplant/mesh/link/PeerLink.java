package metalplant.mesh.link;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.plant.Message;
import metalplant.federation.value.PlantId;
import metalplant.model.World;
import metalplant.trust.MeshTls;

/**
 * The way to one peer: a queue, a thread, and a client that accepts nobody but this plant. What one peer does or fails to do can
 * therefore hold up nobody else.
 */
final class PeerLink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PeerLink.class.getName());
    private static final int ANSWER_MAX = 4 * 1024;
    private static final int REFUSED_FROM = 400;
    private static final int FAILED_FROM = 500;

    private final PlantId plant;
    private final InetSocketAddress address;
    private final LinkConfig config;
    private final World world;
    private final PeerMeter meter;
    private final Consumer<String> refused;
    private final Outbox outbox;
    private final HttpClient client;
    private final Thread thread;

    PeerLink(
            PlantId plant,
            InetSocketAddress address,
            MeshTls tls,
            LinkConfig config,
            World world,
            PeerMeter meter,
            Consumer<String> refused) {
        this.plant = plant;
        this.address = address;
        this.config = config;
        this.world = world;
        this.meter = meter;
        this.refused = refused;
        this.outbox = new Outbox(config);
        this.client = client(tls);
        this.thread = Thread.ofVirtual().name("link to " + plant).start(this::run);
    }

    private HttpClient client(MeshTls tls) {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {MeshTls.PROTOCOL});
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.calling(plant.text()))
                .sslParameters(parameters)
                .connectTimeout(config.connectWithin())
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    InetSocketAddress address() {
        return address;
    }

    /** Takes the message or drops it, at once. */
    void send(Message message) {
        byte[] bytes;
        try {
            bytes = Envelope.encode(message);
        } catch (Malformed e) {
            meter.refused("not sent: " + e.getMessage());
            return;
        }
        if (!outbox.offer(message, bytes, world.nanos())) {
            meter.dropped();
        }
    }

    private void run() {
        try {
            for (var item = outbox.take(); item.isPresent(); item = outbox.take()) {
                if (world.nanos() - item.get().sinceNanos()
                        > config.staleAfter().toNanos()) {
                    meter.dropped();
                } else {
                    deliver(item.get().bytes());
                }
            }
        } catch (InterruptedException _) {
            // The link is being closed.
        }
    }

    private void deliver(byte[] bytes) throws InterruptedException {
        var request = request(MeshListener.MESSAGE_PATH)
                .header("Content-Type", MeshListener.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        try {
            var answer = ask(request);
            if (answer.statusCode() >= FAILED_FROM) {
                backOff("answered %d: %s".formatted(answer.statusCode(), text(answer)));
            } else if (answer.statusCode() >= REFUSED_FROM) {
                refused("refused with %d: %s".formatted(answer.statusCode(), text(answer)));
            } else {
                meter.sent(bytes.length);
            }
        } catch (IOException e) {
            backOff("does not answer: " + reason(e));
        }
    }

    private void refused(String why) {
        meter.refused(why);
        refused.accept(why);
    }

    /** Grows with every failure, with chance in it, so that a plant that comes back is not met by all at once. */
    private void backOff(String why) throws InterruptedException {
        long failures = meter.failed(why);
        LOG.log(DEBUG, "link failed plant={0} failures={1} reason={2}", plant, Long.toString(failures), why);
        long limit =
                Math.min(config.backoffMax().toMillis(), config.backoffMin().toMillis() << Math.min(failures - 1, 16));
        world.pause(Duration.ofMillis(limit / 2 + world.random("mesh-backoff").nextLong(limit / 2 + 1)));
    }

    /** Twice over one connection: the first one may have to build it. */
    Optional<PingResult> ping() throws InterruptedException {
        var request = request(MeshListener.PING_PATH).GET().build();
        try {
            pong(ask(request));
            long begun = world.nanos();
            long wall = world.now().toEpochMilli();
            var pong = pong(ask(request));
            var rtt = Duration.ofNanos(world.nanos() - begun);
            meter.pinged(rtt);
            return Optional.of(
                    new PingResult(pong, rtt, Duration.ofMillis(pong.wallMillis() - wall - rtt.toMillis() / 2)));
        } catch (IOException | Malformed | UnknownKind e) {
            meter.failed("does not answer to a ping: " + reason(e));
            return Optional.empty();
        }
    }

    private Pong pong(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("answered %d: %s".formatted(answer.statusCode(), text(answer)));
        }
        var pong = CanonicalForm.decode(Pong.class, answer.body());
        if (!pong.plant().equals(plant)) {
            throw new IOException("says it is plant " + pong.plant().text());
        }
        return pong;
    }

    private HttpRequest.Builder request(String path) {
        var host = address.getAddress().getHostAddress().replaceFirst("%.*$", "");
        var authority = host.contains(":") ? "[" + host + "]" : host;
        return HttpRequest.newBuilder(URI.create("https://%s:%d%s".formatted(authority, address.getPort(), path)))
                .timeout(config.answerWithin());
    }

    /** The client's own timeout ends with the headers; this one covers a body that drips as well. */
    private HttpResponse<byte[]> ask(HttpRequest request) throws IOException, InterruptedException {
        var answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), ANSWER_MAX));
        try {
            return answer.get(config.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no answer within %d ms".formatted(config.answerWithin().toMillis()), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String reason(Exception e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        outbox.close();
        thread.interrupt();
        client.shutdownNow();
    }
}
