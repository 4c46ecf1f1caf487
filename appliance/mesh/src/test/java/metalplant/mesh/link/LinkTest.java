package metalplant.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.plant.Message;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.mesh.TestPlant;
import metalplant.mesh.certificate.Authority;
import metalplant.mesh.certificate.KeyedCertificate;
import metalplant.mesh.certificate.Validity;
import metalplant.model.SystemWorld;
import metalplant.testkit.bus.Eventually;
import metalplant.trust.MeshTls;
import metalplant.trust.OwnKey;
import metalplant.trust.PlantCertificates;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real TLS on loopback. Takes part in the five minutes of federation tests: about five seconds. */
class LinkTest {
    private static final SystemWorld WORLD = new SystemWorld();
    private static final LinkConfig QUICK = new LinkConfig(
            4,
            1024 * 1024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofMillis(20));

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> refused = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Received> inbox = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private TestPlant north;
    private TestPlant south;
    private PeerMeters northMeters;
    private MeshListener listener;
    private HttpClient poster;
    private volatile BooleanSupplier room = () -> true;

    private record Received(PlantId from, Message message) {}

    @BeforeEach
    void twoPlantsTrustEachOther() {
        north = TestPlant.in(folder.resolve("north"));
        south = TestPlant.in(folder.resolve("south"));
        north.pins(south);
        south.pins(north);
        northMeters = new PeerMeters(WORLD);
        HttpService whoAmI = rules ->
                rules.get("/who", (req, res) -> res.send(MeshListener.peer(req).text()));
        listener = MeshListener.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                north.tls(),
                new MeshInbox() {
                    @Override
                    public boolean offer(PlantId from, Message message) {
                        return take(from, message);
                    }

                    @Override
                    public void refused(PlantId from, String why) {
                        refused.add(from + " " + why);
                    }
                },
                northMeters,
                () -> new Pong(
                        MeshListener.PROTOCOL,
                        "0.1.0",
                        1,
                        north.id(),
                        WORLD.now().toEpochMilli()),
                List.of(whoAmI));
        open.add(listener);
        poster = client(south.tls().calling(north.id().text()));
        open.add(poster::shutdownNow);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
    }

    private synchronized boolean take(PlantId from, Message message) {
        if (!room.getAsBoolean()) {
            return false;
        }
        inbox.add(new Received(from, message));
        return true;
    }

    private synchronized List<Received> inbox() {
        return List.copyOf(inbox);
    }

    private synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    private synchronized void refused(PlantId peer, String why) {
        refusals.add(why);
    }

    private MeshLinks links(TestPlant plant, LinkConfig config) {
        var links = new MeshLinks(plant.tls(), config, WORLD, new PeerMeters(WORLD), this::refused);
        open.add(links);
        return links;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    }

    private static Message.Presence presence(long seq) {
        return new Message.Presence(
                Hash.NONE, new Head(seq, Hash.NONE), new Incarnation(1, Bytes.of(new byte[16])), "peer");
    }

    @Test
    void aMessageArrivesWithThePlantThatTheCertificateProves() {
        // given
        var links = links(south, QUICK);
        links.peers(Map.of(north.id(), address()));

        // when
        links.send(north.id(), new Message.Pull(Head.EMPTY));

        // then
        var expected = new Received(south.id(), new Message.Pull(Head.EMPTY));
        Eventually.until("it arrived", () -> inbox().equals(List.of(expected)));
        Eventually.until(
                "it is counted", () -> links.meters().health(north.id()).messagesOut() == 1);
        var health = northMeters.health(south.id());
        assertThat(health.messagesIn()).isEqualTo(1);
        assertThat(health.lastContact()).isPresent();
    }

    @Test
    void aPingTellsVersionClockAndTime() throws InterruptedException {
        // given
        var links = links(south, QUICK);
        links.peers(Map.of(north.id(), address()));

        // when
        var result = links.ping(north.id()).orElseThrow();

        // then
        assertThat(result.pong().plant()).isEqualTo(north.id());
        assertThat(result.rtt()).isPositive();
        assertThat(result.clockAhead().abs()).isLessThan(Duration.ofSeconds(60));
        assertThat(links.meters().health(north.id()).rtt()).contains(result.rtt());
        assertThat(links.ping(south.id())).isEmpty();
    }

    @Test
    void otherRoutesSeeTheProvenPeerToo() throws Exception {
        var answer = get(south.tls().calling(north.id().text()), "/who");
        assertThat(answer.body()).isEqualTo(south.id().text());
    }

    @Test
    void whoIsNotPinnedGetsNowhere() {
        // given a plant that knows north, and nobody knows it
        var west = TestPlant.in(folder.resolve("west")).pins(north);

        // then
        assertThatThrownBy(() -> get(west.tls().calling(north.id().text()), "/who"))
                .isInstanceOf(IOException.class);
        assertThat(inbox()).isEmpty();
    }

    @Test
    void nobodyAnswersInThePlaceOfAnotherPlant() {
        // given south calls north's address and expects west there, which is pinned as well
        var west = TestPlant.in(folder.resolve("west"));
        south.pins(west);

        // then
        assertThatThrownBy(() -> get(south.tls().calling(west.id().text()), "/who"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("answers where");
    }

    @Test
    void aPlantCannotSignForAnother() throws Exception {
        // given a certificate that names south and was signed by west's authority, which north has pinned for west
        var authority = Authority.create(Validity.FOR_EVER);
        north.tls()
                .pins()
                .pin("0".repeat(32), authority.identity().certificate().getEncoded());
        var forged = leaf(authority, south.id().text(), Validity.FOR_EVER);

        // then
        assertThatThrownBy(
                        () -> north.tls().pins().identify(new java.security.cert.Certificate[] {forged.certificate()}))
                .hasMessageContaining("was not signed by it");
        var tls = new MeshTls(
                new OwnKey(forged.certificate(), forged.key()), south.tls().pins());
        assertThatThrownBy(() -> get(tls.calling(north.id().text()), "/who")).isInstanceOf(IOException.class);
    }

    @Test
    void noDateMatters() throws Exception {
        // given certificates that ended in 1971 or begin in 2900
        for (var year : List.of("1971", "2900")) {
            var day = Instant.parse(year + "-01-01T00:00:00Z");
            var authority = Authority.create(new Validity(day, day.plusSeconds(60), day));
            var id = year + "0".repeat(28);
            var pair = leaf(authority, id, new Validity(day, day.plusSeconds(60), day));
            north.tls().pins().pin(id, authority.identity().certificate().getEncoded());

            // when
            var tls = new MeshTls(
                    new OwnKey(pair.certificate(), pair.key()), south.tls().pins());

            // then
            assertThat(get(tls.calling(north.id().text()), "/who").body()).isEqualTo(id);
        }
    }

    private static KeyedCertificate leaf(Authority authority, String plant, Validity validity) {
        var names = new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, PlantCertificates.SCHEME + plant));
        return authority.issue(
                "test", names, List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth), validity);
    }

    @Test
    void connectionsEndWhenThePinGoes() throws Exception {
        // given an open connection that is idle, and one that TLS may resume
        var context = south.tls().calling(north.id().text());
        try (var socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setEnabledProtocols(new String[] {MeshTls.PROTOCOL});
            // The listener itself ends a silent connection only later.
            socket.setSoTimeout(60_000);
            socket.startHandshake();
            socket.getOutputStream().write("GET /who HTTP/1.1\r\nHost: north\r\n\r\n".getBytes());
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            // when
            north.tls().pins().unpin(south.id().text());

            // then
            assertThat(endOf(socket)).isTrue();
            assertThatThrownBy(() -> {
                        var answer = get(context, "/who");
                        throw new IOException("status " + answer.statusCode());
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("status 200");
        }
    }

    /** Reads until there is no more, however it ends. */
    private static boolean endOf(SSLSocket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // The answer from before.
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            // Reset is an end too.
            return true;
        }
    }

    @Test
    void aPinThatComesBackIsGoodAgain() {
        // given
        var links = links(south, QUICK);
        links.peers(Map.of(north.id(), address()));
        north.tls().pins().unpin(south.id().text());
        links.send(north.id(), presence(1));
        Eventually.until(
                "south notices", () -> links.meters().health(north.id()).dropped() > 0);

        // when
        north.pins(south);

        // then
        Eventually.until("it gets through again", () -> {
            links.send(north.id(), presence(2));
            return !inbox().isEmpty();
        });
    }

    @Test
    void aKindFromTheFutureIsRefusedWithAReason() throws Exception {
        // given kind 999 with nothing in it
        var answer = post(new byte[] {3, (byte) 0xe7, 0, 0, 0, 0});

        // then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("kind 999 is unknown").contains("older than the sender");
        assertThat(inbox()).isEmpty();
    }

    @Test
    void turnedBitsNeverBecomeAnotherMessageOfTheSameBytes() throws Exception {
        var random = new Random(11);
        var good = Bytes.of(CanonicalForm.encode(Message.class, presence(5)));
        for (int i = 0; i < 60; i++) {
            var bytes = good.withFlippedBit(random.nextInt(8 * good.size())).toArray();
            int before = inbox().size();
            int status = post(bytes).statusCode();
            if (status == 204) {
                assertThat(CanonicalForm.encode(Message.class, inbox().getLast().message()))
                        .isEqualTo(bytes);
            } else {
                assertThat(status).isIn(400, 422);
                assertThat(inbox()).hasSize(before);
            }
        }
        refused.clear();
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
        assertThat(refused).singleElement().asString().startsWith(south.id() + " this is no message");
    }

    @Test
    void aBodyAboveTheBoundIsNotRead() {
        assertThat(statusOrEnd(new byte[Envelope.BYTES_MAX + 1])).isIn(413, -1);
        assertThat(statusOrEnd(new byte[8 * 1024 * 1024])).isIn(413, -1);
        assertThat(inbox()).isEmpty();
    }

    /** A client may see the refusal, or that the connection ended while it was still sending. */
    private int statusOrEnd(byte[] body) {
        try {
            return post(body).statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whyAPeerTakesNothingIsShownToTheSender() {
        // given a peer whose inbox is full
        var links = links(south, QUICK);
        links.peers(Map.of(north.id(), address()));
        room = () -> false;

        // when
        links.send(north.id(), new Message.Pull(Head.EMPTY));

        // then
        Eventually.until(
                "the reason is there",
                () -> links.meters()
                        .health(north.id())
                        .lastRefusal()
                        .filter(why -> why.contains("too many messages to read"))
                        .isPresent());
        assertThat(refusals()).isEmpty();
    }

    @Test
    void aChunkThatDoesNotFitIsCutAndNotLost() {
        // given
        var links = links(south, QUICK);
        links.peers(Map.of(north.id(), address()));
        var entry = Bytes.of(new byte[40_000]);

        // when
        links.send(north.id(), new Message.Chunk(List.of(entry, entry, entry, entry, entry)));

        // then
        Eventually.until(
                "a part of it arrived",
                () -> inbox().equals(
                                List.of(new Received(south.id(), new Message.Chunk(List.of(entry, entry, entry))))));
    }

    @Test
    void aPeerThatHangsHoldsUpNobodyElseAndItsQueueIsBounded() throws IOException {
        // given a peer that takes connections and says nothing
        try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            var hanging = new PlantId("f".repeat(32));
            var links = links(south, QUICK);
            links.peers(Map.of(
                    north.id(),
                    address(),
                    hanging,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort())));

            // when
            for (int i = 0; i < 100; i++) {
                links.send(hanging, new Message.JoinWelcome(new UUID(0, i), new UUID(0, 0), 0));
            }
            links.send(north.id(), presence(1));

            // then
            Eventually.until("the other one got its message", () -> inbox().size() == 1);
            assertThat(links.meters().health(hanging).dropped()).isGreaterThanOrEqualTo(100 - QUICK.queueMax() - 1);
        }
    }

    @Test
    void ofPresencesOnlyTheNewestWaitsAndNothingWaitsTwice() throws InterruptedException {
        // given
        var outbox = new Outbox(QUICK);
        var pull = new Message.Pull(Head.EMPTY);

        // when
        for (int i = 0; i < 50; i++) {
            assertThat(outbox.offer(presence(i), new byte[] {(byte) i}, i)).isTrue();
            assertThat(outbox.offer(pull, new byte[] {100}, i)).isTrue();
        }

        // then
        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.take().orElseThrow().bytes()).isEqualTo(new byte[] {49});
        assertThat(outbox.offer(new Message.Pull(new Head(1, Hash.NONE)), new byte[2 * 1024 * 1024], 0))
                .isFalse();
        outbox.close();
        assertThat(outbox.take()).isEmpty();
        assertThat(outbox.offer(pull, new byte[1], 0)).isFalse();
    }

    private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(MeshListener.MESSAGE_PATH))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return poster.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(SSLContext context, String path) throws IOException, InterruptedException {
        return send(context, HttpRequest.newBuilder(uri(path)).GET());
    }

    private static HttpResponse<String> send(SSLContext context, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (var client = client(context)) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + listener.port() + path);
    }
}
