package metalplant.mesh.link;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.plant.Message;
import metalplant.federation.value.PlantId;
import metalplant.trust.MeshTls;

/**
 * The door for other plants, bound to the address inside the tunnel. TLS 1.3, a certificate is demanded, and at every request it is
 * asked again whether that certificate is one of a pinned plant: a session that TLS resumed was not checked by the handshake, and a pin may
 * have gone since.
 *
 * <p>Own paths are {@code POST /federation/v1/message} and {@code GET /federation/v1/ping}. Others may be added; they ask
 * {@link #peer} who is calling, and never believe a header or a body about it.
 */
public final class MeshListener implements AutoCloseable {
    /** Version of what is spoken here. */
    public static final int PROTOCOL = 1;

    static final String MESSAGE_PATH = "/federation/v1/message";
    static final String PING_PATH = "/federation/v1/ping";
    static final String MEDIA_TYPE = "application/vnd.metal-plant.canonical";

    private static final System.Logger LOG = System.getLogger(MeshListener.class.getName());
    private static final HeaderName PROTOCOL_HEADER = HeaderNames.create("Metal-Plant-Protocol");
    private static final int CONNECTIONS_MAX = 1_024;
    /** Longer than callers keep an idle connection, so that they never write into one that is just being closed. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(90);

    private final WebServer server;
    private final MeshTls tls;
    private final MeshInbox inbox;
    private final PeerMeters meters;
    private final Supplier<Pong> pong;

    /**
     * Starts to listen.
     *
     * @param bind port 0 = any free one, see {@link #port}
     * @param pong what to answer to a ping now
     * @param more other services on the same door, such as the router's
     */
    public static MeshListener start(
            InetSocketAddress bind,
            MeshTls tls,
            MeshInbox inbox,
            PeerMeters meters,
            Supplier<Pong> pong,
            List<HttpService> more) {
        return new MeshListener(bind, tls, inbox, meters, pong, more);
    }

    private MeshListener(
            InetSocketAddress bind,
            MeshTls tls,
            MeshInbox inbox,
            PeerMeters meters,
            Supplier<Pong> pong,
            List<HttpService> more) {
        this.tls = tls;
        this.inbox = inbox;
        this.meters = meters;
        this.pong = pong;
        this.server = WebServer.builder()
                .bindAddress(bind)
                .tls(Tls.builder()
                        .sslContext(tls.listening())
                        .clientAuth(TlsClientAuth.REQUIRED)
                        .addEnabledProtocol(MeshTls.PROTOCOL)
                        .build())
                .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(SILENCE_MAX))
                .maxTcpConnections(CONNECTIONS_MAX)
                // With channels each TLS connection would hold 66 KB of buffers, and the trust manager would see no
                // socket to end.
                .useNio(false)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .routing(routing(more))
                .build()
                .start();
    }

    private HttpRouting.Builder routing(List<HttpService> more) {
        var routing = HttpRouting.builder()
                .addFilter(this::authenticate)
                .post(MESSAGE_PATH, this::message)
                .get(PING_PATH, this::ping);
        more.forEach(routing::register);
        return routing;
    }

    public int port() {
        return server.port();
    }

    /** The plant that is calling, proven by its certificate in this very request. */
    public static PlantId peer(ServerRequest request) {
        return request.context()
                .get(PlantId.class)
                .orElseThrow(
                        () -> new IllegalStateException("only requests that came through the listener have a peer"));
    }

    private void authenticate(FilterChain chain, RoutingRequest req, RoutingResponse res) {
        try {
            var shown = req.remotePeer().tlsCertificates().orElse(new Certificate[0]);
            req.context().register(new PlantId(tls.pins().identify(shown)));
        } catch (CertificateException | IllegalArgumentException e) {
            LOG.log(
                    WARNING,
                    "refused plant address={0} reason={1}",
                    req.remotePeer().host(),
                    e.getMessage());
            res.header(HeaderValues.CONNECTION_CLOSE);
            refuse(res, Status.FORBIDDEN_403, String.valueOf(e.getMessage()));
            return;
        }
        chain.proceed();
    }

    private void message(ServerRequest req, ServerResponse res) {
        var peer = peer(req);
        byte[] body;
        try (var in = req.content().inputStream()) {
            body = in.readNBytes(Envelope.BYTES_MAX + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the body of a message did not arrive", e);
        }
        if (body.length > Envelope.BYTES_MAX) {
            var why = "a message has at most %d bytes".formatted(Envelope.BYTES_MAX);
            inbox.refused(peer, why);
            res.header(HeaderValues.CONNECTION_CLOSE);
            refuse(res, Status.REQUEST_ENTITY_TOO_LARGE_413, why);
            return;
        }
        accept(peer, body, res);
    }

    private void accept(PlantId peer, byte[] body, ServerResponse res) {
        Message message;
        try {
            message = CanonicalForm.decode(Message.class, body);
        } catch (UnknownKind e) {
            refuse(
                    res,
                    Status.UNPROCESSABLE_CONTENT_422,
                    "%s to this plant, which speaks version %d: it is older than the sender"
                            .formatted(e.getMessage(), PROTOCOL));
            return;
        } catch (Malformed e) {
            var why = "this is no message: " + e.getMessage();
            LOG.log(WARNING, "refused message plant={0} reason={1}", peer, e.getMessage());
            inbox.refused(peer, why);
            refuse(res, Status.BAD_REQUEST_400, why);
            return;
        }
        if (!inbox.offer(peer, message)) {
            refuse(res, Status.SERVICE_UNAVAILABLE_503, "this plant has too many messages to read, come back later");
            return;
        }
        meters.of(peer).received(body.length);
        res.header(PROTOCOL_HEADER, Integer.toString(PROTOCOL))
                .status(Status.NO_CONTENT_204)
                .send();
    }

    private void ping(ServerRequest req, ServerResponse res) {
        LOG.log(DEBUG, "answer ping plant={0}", peer(req));
        res.header(PROTOCOL_HEADER, Integer.toString(PROTOCOL))
                .header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE)
                .send(CanonicalForm.encode(pong.get()));
    }

    private static void refuse(ServerResponse res, Status status, String why) {
        res.status(status)
                .header(PROTOCOL_HEADER, Integer.toString(PROTOCOL))
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(why);
    }

    @Override
    public void close() {
        server.stop();
    }
}
